# make            lists what there is
# make demo       a day at the facility, to look at       make test       rules, doors, stores, the journey
.DEFAULT_GOAL := help
.PHONY: help .venv demo up test test-system check contract states bench chaos abuse lock clean
SHELL := /bin/sh
export PYTHONDONTWRITEBYTECODE =
bin := .venv/bin
system := $(addprefix tests/,browser chaos e2e extremes system)
finds := 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'
compile := $(bin)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml

faults = for store in $${CHAOS_STORES:-sqlite postgresql}; do \
	  $(bin)/python -m tests.chaos --store $$store --seconds $${CHAOS_SECONDS:-$(1)} || wrong=1; done; \
	$(bin)/python -m tests.chaos.restarts || wrong=1

help:  ## 本页 this page
	@sed -n 's/^\([-.a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-20s%s\n", $$1, $$2}'

.venv: .venv/ready  ## 只装好环境 the environment alone, with the qingcheng command in it

.venv/ready: requirements.lock pyproject.toml
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  $$python -c $(finds) 2>/dev/null && found=$$python && break; done; \
	if [ -z "$$found" ]; then \
	  echo "需要 Python 3.11 或更新，并带 venv 模块。Python 3.11 or newer with its venv module is needed:" \
	    "apt install python3 python3-venv, or name one with make PYTHON=…" >&2; exit 1; fi; \
	echo "正在安装依赖 Setting up .venv with $$($$found --version) …"; \
	$$found -m venv .venv
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(bin)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: .venv  ## 演示：一次联合行动到犬只回家 a joint operation, and the dogs go home (DEMO_EXIT=1: ends by itself)
	@$(bin)/qingcheng demo

up: .venv  ## 启动四个服务，数据在 ./data  all four services at http://localhost:8000, data in ./data
	@$(bin)/qingcheng up

test: .venv  ## 测试规则、接口、存储与全流程；未运行的会列出原因 rules, doors, stores, the journey; names what cannot run here
	@$(bin)/pytest --numprocesses 6 --dist loadfile $(addprefix --ignore=,$(system)) $(TESTS)

test-system: .venv  ## 测试整套系统：进程、副本、浏览器、订阅、故障 the whole system: processes, replicas, browser, subscribers, faults
	@wrong=0; $(bin)/pytest --numprocesses 4 --dist loadfile $(system) || wrong=1; $(call faults,20); exit $$wrong

check: .venv  ## 格式、类型与层次 ruff, mypy, and who imports whom
	@wrong=0; $(bin)/ruff check . || wrong=1; $(bin)/ruff format --check . || wrong=1; $(bin)/mypy || wrong=1; \
	PYTHONPATH=. $(bin)/lint-imports || wrong=1; exit $$wrong

contract: .venv  ## 由类生成 shared/contract 和 .env.example  writes shared/contract and .env.example from the classes
	@$(bin)/python -m shared.contract
	@$(bin)/python -m services.gathered
	@$(bin)/python -m shared.contract
	@$(bin)/python -m services.env_example

states: .venv  ## 由状态表生成 docs/states.md  draws docs/states.md from the tables of states
	@$(bin)/python -m services.states

bench: .venv  ## 性能，各项与同次运行的上限对照 figures, each beside its own limit
	@$(bin)/python -m tests.bench

chaos: .venv  ## 故障演练：随机故障下不丢失、不重复 faults at random: nothing lost, nothing twice (CHAOS_SEED=…)
	@wrong=0; $(call faults,90); exit $$wrong

abuse: .venv  ## 攻击演练：受攻击时正常使用者照常 attacks, while somebody genuine works: at most three times as slow
	@$(bin)/python -m tests.abuse

lock: .venv  ## 重写两个锁文件 writes both locks anew; fails if one names a host
	@test -x $(bin)/uv || $(bin)/python -m pip install --quiet uv
	@$(compile) --extra dev -o requirements.lock
	@$(compile) -c requirements.lock -o requirements-run.lock
	@! grep -nE '://|--index|--find-links' requirements.lock requirements-run.lock

clean:  ## 删除环境与缓存，保留 ./data  removes the environment and caches; ./data stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
