"""What docker compose and the commands read besides the settings of the services."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.said import Said


class Surroundings(BaseModel):
    """Each field is a variable by its whole name, in capitals; what it is unless said, and what for."""

    model_config = ConfigDict(extra="forbid")


class Compose(Surroundings):
    """What docker-compose.yml and deploy/ ask for."""

    compose_file: str = Field(
        "docker-compose.yml",
        description=Said(
            "用哪些文件，冒号分隔；加上 :deploy/subscribers.yml 则订阅者可从别的机器读流，以后每次 up 都在",
            "the files, by colons; with :deploy/subscribers.yml subscribers read the streams from "
            "elsewhere, after every `up`",
        ),
    )
    compose_project_name: str = Field(
        "qingcheng",
        description=Said("同一台机器上有两套时，各取一个名字", "two houses on one machine have two names"),
    )
    qingcheng_site: str = Field(
        "",
        description=Said(
            "域名：设了就启用 HTTPS（80、443 端口）", "the host name: with it HTTPS, on ports 80 and 443"
        ),
    )
    qingcheng_tls: Literal["acme", "own", "internal"] = Field(
        "acme",
        description=Said(
            "证书：acme 自动申请；own 用自己的；internal 由网关自签",
            "acme: the gateway gets a certificate; own: it takes yours; internal: it signs one itself",
        ),
    )
    qingcheng_certificate: str = Field(
        "./certificate",
        description=Said(
            "自己的证书所在目录：cert.pem 和 key.pem", "the folder with your cert.pem and key.pem, for own"
        ),
    )
    qingcheng_port: int = Field(
        8000, description=Said("没有域名时网关的端口", "the gateway's port where there is no such name")
    )
    qingcheng_proxies: str = Field(
        "127.0.0.1/32",
        description=Said(
            "网关前面的代理的地址，信它的 X-Forwarded-…",
            "proxies in front of the gateway, whose X-Forwarded-… it believes",
        ),
    )
    qingcheng_subscriber_address: str = Field(
        "127.0.0.1",
        description=Said(
            "deploy/subscribers.yml 在本机哪个地址上开放 Redis；只用内网地址",
            "where deploy/subscribers.yml opens Redis: a private address",
        ),
    )
    qingcheng_intake_replicas: int = Field(1, ge=1, description=Said("收容的副本数", "replicas of intake"))
    qingcheng_registry_replicas: int = Field(1, ge=1, description=Said("档案的副本数", "of the registry"))
    qingcheng_adoption_replicas: int = Field(1, ge=1, description=Said("领养的副本数", "of adoption"))
    qingcheng_notify_replicas: int = Field(1, ge=1, description=Said("通知的副本数", "of notify"))
    qingcheng_intake_password: str = Field(
        "",
        description=Said(
            "收容的 Redis 账号和数据库角色的密码；不设则生成，下同",
            "of its Redis user and its database role; made unless said, as all that follow",
        ),
    )
    qingcheng_registry_password: str = Field("", description=Said("档案的", "the registry's"))
    qingcheng_adoption_password: str = Field("", description=Said("领养的", "adoption's"))
    qingcheng_notify_password: str = Field("", description=Said("通知的", "notify's"))
    qingcheng_postgres_password: str = Field(
        "", description=Said("数据库超级用户的密码", "of the superuser of PostgreSQL")
    )
    qingcheng_subscriber_password: str = Field(
        "", description=Said("Redis 账号 subscriber：读流", "of the Redis user who reads the streams")
    )
    qingcheng_operator_password: str = Field(
        "",
        description=Said(
            "Redis 账号 operator：修流和死信", "of the one who repairs streams and dead letters"
        ),
    )
    qingcheng_accounts_password: str = Field(
        "",
        description=Said(
            "Redis 账号 accounts：给订阅者开账号，等于什么都能做；不设就没有这个账号",
            "of the one who makes users for subscribers, and so may do anything; without it there is none",
        ),
    )
    qingcheng_redis_image: str = Field("redis:8", description=Said("镜像，可带摘要", "images, with digests"))
    qingcheng_postgres_image: str = Field("postgres:17", description=Said("同上", "likewise"))
    qingcheng_caddy_image: str = Field("caddy:2", description=Said("同上", "likewise"))
    qingcheng_python_image: str = Field("python:3.13-slim", description=Said("同上", "likewise"))


class Commands(Surroundings):
    """What `qingcheng …` reads at the command line."""

    qingcheng_host: str = Field(
        "127.0.0.1", description=Said("up 和 serve 的监听地址", "where `up` and `serve` listen")
    )
    qingcheng_redis_port: int | None = Field(
        None,
        description=Said(
            "up 自带的 Redis 给订阅者的端口；0 为不开",
            "where subscribers find the Redis of `up`: 6379 or the next that is free; 0: nowhere",
        ),
    )
    qingcheng_url: str = Field(
        "http://localhost:8000", description=Said("命令去找哪套青城", "the house that commands talk to")
    )
    qingcheng_token: str = Field(
        "", description=Said("命令用的登录令牌；不设则问密码", "a log-in for the commands; else they ask")
    )
