"""Why a service is not ready: each reason with a code for machines, and words for people."""

from dataclasses import dataclass, replace

from shared.said import Said


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong and what to do about it, in Chinese and English."""

    code: str
    what: Said
    do: Said

    def about(self, **facts: object) -> "Reason":
        """The same with the facts of the moment in its words."""
        return replace(self, what=self.what.about(**facts), do=self.do.about(**facts))


TOKEN_KEY_MISSING = Reason(
    "token_key_missing",
    Said("没有登录公钥 {file}，谁也不能登录。", "There is no {file}: nobody's login can be checked."),
    Said(
        "先启动 intake，它会生成公钥；或让 QINGCHENG_TOKEN_PUBLIC_KEY 指向它。",
        "Start intake, which makes it, or let QINGCHENG_TOKEN_PUBLIC_KEY name the file.",
    ),
)
KEY_MISSING = Reason(
    "key_missing",
    Said(
        "密钥 {file} 不见了，用它加密的资料读不出。",
        "The key {file} is gone: what only it opens cannot be read.",
    ),
    Said(
        "从备份恢复该文件，无需重启；确已遗失，在本机运行 qingcheng keys accept {name} --data … --why …。",
        "Put it back from the backup: no restart is needed. If there is none, run here: qingcheng "
        "keys accept "
        "{name} --data … --why … (what the old key sealed stays unreadable).",
    ),
)
KEY_FOREIGN = Reason(
    "key_foreign",
    Said("{file} 不是原来的密钥。", "{file} is not the key that was there before."),
    Said(
        "放回原来的文件，无需重启；若就用这一把，在本机运行 qingcheng keys accept {name} --data … --why …。",
        "Put the right file back: no restart is needed. If this is to be the key, run here: "
        "qingcheng keys accept {name} --data … --why … (what the old key sealed stays unreadable).",
    ),
)
KEY_UNUSABLE = Reason(
    "key_unusable",
    Said("密钥文件 {file} 不能用。", "The key file {file} cannot be used: {error}"),
    Said(
        "检查它和所在目录的属主和权限；内容损坏则从备份恢复。它不会被覆盖。",
        "See who owns it and its folder, and "
        "who may read it; if it is damaged, put it back from the backup. It is never overwritten.",
    ),
)
CLOCKS_DIFFER = Reason(
    "clocks_differ",
    Said(
        "本服务的时钟比 Redis 的{zh} {seconds:.0f} 秒。",
        "The clock of this service is {seconds:.0f} s {en} that of Redis.",
    ),
    Said(
        "用 NTP 校准所有机器的时钟；相差一分钟以上，登录会被拒绝，期限会算错。",
        "Set the clocks of all machines by NTP: more than a minute apart, log-ins are refused, "
        "deadlines wrong.",
    ),
)
REDIS_AWAY = Reason(
    "redis_away",
    Said("Redis 没有应答。", "Redis does not answer: {error}"),
    Said(
        "检查 Redis 是否在运行、QINGCHENG_REDIS_URL 是否正确。恢复后自动补发，数据不丢。",
        "See that it runs and that QINGCHENG_REDIS_URL is right. Once it is back, all catches up by itself.",
    ),
)
REDIS_READ_ONLY = Reason(
    "redis_read_only",
    Said("Redis 不接受写入。", "Redis takes no writes: {error}"),
    Said(
        "连接的是副本，或磁盘已满：让 QINGCHENG_REDIS_URL 指向主节点（或 Sentinel），检查 Redis 的磁盘。",
        "It is a replica, or its disk is full: let QINGCHENG_REDIS_URL lead to the master (or its "
        "Sentinels), "
        "look at the disk of Redis.",
    ),
)
REBUILDING = Reason(
    "rebuilding",
    Said("正在由日志重建，数据还不完整。", "A replay is under way: what is shown is not complete yet."),
    Said(
        "等待重放完成；若停住不动，请看 qingcheng dead list。",
        "Wait for it; if it stands still, see qingcheng dead list.",
    ),
)
NOT_LISTENING = Reason(
    "not_listening",
    Said("订阅已停止，正在重新启动。", "A subscriber is not running; it is being started again."),
    Said(
        "稍等几秒；若一直如此，请看日志中的 cannot listen。",
        "Wait some seconds; if it stays, the log says why (“cannot listen”).",
    ),
)
GROUP_MISSING = Reason(
    "group_missing",
    Said("流 {stream} 上找不到消费组 {group}。", "The group {group} is not to be found on {stream}: {error}"),
    Said(
        "几秒内会自动重建；若一直如此，请检查该服务的 Redis 权限（XGROUP CREATE）。",
        "It is made again within seconds; if it stays, see that the service's Redis user may XGROUP CREATE.",
    ),
)
UNSENT = Reason(
    "unsent",
    Said(
        "最早的未发送事件已等待 {seconds:.0f} 秒。",
        "The oldest event not yet relayed is {seconds:.0f} s old.",
    ),
    Said(
        "检查 Redis 能否写入；多副本时检查是否有一个副本在转发（qingcheng_relay_leader 为 1）。",
        "See that Redis takes writes, and that one replica relays (qingcheng_relay_leader is 1 at "
        "one of them).",
    ),
)
HOLE = Reason(
    "hole",
    Said(
        "流 {stream} 缺少 {count} 个事件，正在补发，订阅者还没有它们。",
        "{stream} has lost {count} events: its subscribers lack them until they are published again.",
    ),
    Said(
        "几秒内会自动补齐；若一直如此，请检查 Redis 能否写入。日志中的 lacks 一行说明缺了哪些。",
        "It is filled within seconds; if it stays, see that Redis takes writes. The log says which "
        "(“lacks”).",
    ),
)
OLDER_STORE = Reason(
    "older_store",
    Said(
        "数据库比别人知道的旧，已停止写入：{what}。",
        "The store is older than what others know, so nothing is written: {what}.",
    ),
    Said(
        "若恢复了旧备份：换上最新的备份；没有更新的，运行 qingcheng events recover --service {service}。",
        "If an old backup was restored, restore the newest; if there is none: qingcheng events recover "
        "--service {service}.",
    ),
)
UNHEARD = Reason(
    "unheard",
    Said(
        "流 {stream} 上 {sequence} 之后的事件曾经听过，数据库里却没有：数据库比消费组旧。",
        "The group has heard more of {stream} than the store knows (up to {sequence}): the store is older.",
    ),
    Said(
        "流中还有的会自动重听；若一直如此，运行 qingcheng events recover --service {service}。",
        "What the stream still holds is heard again by itself; if it stays: qingcheng events recover "
        "--service {service}.",
    ),
)
BEHIND = Reason(
    "behind",
    Said(
        "消费组 {group} 在 {stream} 上落后 {seconds:.0f} 秒。",
        "The group {group} is {seconds:.0f} s behind on {stream}.",
    ),
    Said(
        "正在追赶则等待；否则看日志和 qingcheng_events_failed_total，或增加副本。",
        "If it catches up, wait; if not, look at the log and at qingcheng_events_failed_total, or "
        "add a replica.",
    ),
)
STORE_AWAY = Reason(
    "store_away",
    Said("数据库没有应答。", "The store does not answer: {error}"),
    Said(
        "检查数据库是否在运行、地址和密码是否正确。",
        "See that the database runs, and its address and password.",
    ),
)
STORE_REFUSES = Reason(
    "store_refuses",
    Said("数据库不能写入。", "The store cannot be written: {error}"),
    Said(
        "腾出磁盘空间，或结束占用数据库的程序；已答复的数据都在。",
        "Free disk space, or end what locks the database. What was acknowledged is kept.",
    ),
)
STORE_NEWER = Reason(
    "store_newer",
    Said("数据库由更新的程序写成：{zh}", "The store is of a newer version: {en}"),
    Said(
        "启动写过它的那个版本；docs/operating.md“版本倒退”。",
        "Start the version that wrote it; docs/operating.md, “An older version”.",
    ),
)
DISK_NEARLY_FULL = Reason(
    "disk_nearly_full",
    Said("{folder} 只剩 {free:.0f} MB。", "Only {free:.0f} MB are free in {folder}."),
    Said("清理磁盘或换更大的盘，至少留出 {least:.0f} MB。", "Free some space: at least {least:.0f} MB."),
)
TASK_DOWN = Reason(
    "task_down",
    Said(
        "后台任务 {task} 停了，或一再停止（{error}）。",
        "The task {task} has ended, or ends again and again ({error}).",
    ),
    Said(
        "它会自动重新开始；若一直如此，请看日志中的 the task {task} of … ended。",
        "It is begun again by itself; if it stays, the log says why (“the task {task} of … ended”).",
    ),
)
NOT_COMMITTING = Reason(
    "not_committing",
    Said(
        "有命令在等待，写入已停 {seconds:.0f} 秒。",
        "Commands wait, and for {seconds:.0f} s none has been answered.",
    ),
    Said(
        "看数据库是否被锁或太慢；若不是，就有一条命令停不下来，任何人都无法从外面结束它：请重启此服务，"
        "没有答复的用同一个 Idempotency-Key 重发。",
        "See whether the database is locked or slow. If not, a command does not come to its end, and "
        "nothing can "
        "end it from outside: restart this service, and send again what had no answer (same "
        "Idempotency-Key).",
    ),
)
GROUP_ASLEEP = Reason(  # a warning: it keeps nobody from work yet
    "group_asleep",
    Said(
        "消费组 {group} 在 {stream} 上已 {hours:.0f} 小时无人读取；到期的事件将因此不能裁剪。",
        "Nobody has read {stream} in the group {group} for {hours:.0f} hours: it will hold trimming up.",
    ),
    Said(
        "启动它的消费者；若不再需要：qingcheng subscribers group {group} --remove。",
        "Start its consumers, or if nobody needs it: qingcheng subscribers group {group} --remove.",
    ),
)
ALL = (
    TOKEN_KEY_MISSING, REDIS_AWAY, REDIS_READ_ONLY, REBUILDING, NOT_LISTENING, GROUP_MISSING, UNSENT, HOLE,
    OLDER_STORE, UNHEARD, BEHIND, STORE_AWAY, STORE_REFUSES, DISK_NEARLY_FULL, TASK_DOWN, NOT_COMMITTING,
    KEY_MISSING, KEY_FOREIGN, KEY_UNUSABLE, CLOCKS_DIFFER, GROUP_ASLEEP, STORE_NEWER,
)  # fmt: skip
