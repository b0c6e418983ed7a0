PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_registry (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_registry_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_registry VALUES('0006');
CREATE TABLE dog (
	dog_id VARCHAR NOT NULL, 
	name VARCHAR, 
	sex VARCHAR, 
	breed VARCHAR, 
	colour VARCHAR, 
	age_months INTEGER, 
	size VARCHAR, 
	division VARCHAR, 
	external_ref VARCHAR, 
	found_at DATETIME, 
	stay_no VARCHAR, 
	claim_until DATETIME, 
	status VARCHAR, 
	chip VARCHAR, 
	died_at DATETIME, 
	heard JSON NOT NULL, 
	CONSTRAINT pk_dog PRIMARY KEY (dog_id)
);
INSERT INTO dog VALUES('01a22740-7090-7974-aa99-6b7cd0d1681f','黑豆','female','GSD','GY',36,'S','150102003',NULL,'2026-10-30 12:21:04.259496','HH-2026-000001','2026-11-09 16:00:00.000000','ADOPTED',NULL,NULL,'{"intake:description": 1, "intake:stay": 1, "intake:claim_until": 1, "intake:status": 18}');
INSERT INTO dog VALUES('01a22740-7112-76d8-b656-af3f7b79ad33','棉花','female','RURAL','WH',14,'M','150105002',NULL,'2026-10-30 12:21:04.259496','HH-2026-000002','2026-11-09 16:00:00.000000','ADOPTABLE',NULL,NULL,'{"intake:description": 4, "intake:stay": 4, "intake:claim_until": 4, "intake:status": 16}');
INSERT INTO dog VALUES('01a22740-716d-7ac0-bab1-3c6d1786f722',NULL,'male','MIX','GY',96,'M','150105008',NULL,'2026-11-29 12:21:04.488781','HH-2026-000003','2026-12-09 16:00:00.000000','RECLAIMED',NULL,NULL,'{"intake:description": 8, "intake:stay": 8, "intake:claim_until": 8, "intake:status": 20}');
INSERT INTO dog VALUES('01a22740-71dd-7d8f-8108-7aabdd3758e8',NULL,'male','GSD','BK',96,'M','150105008',NULL,'2026-11-29 12:21:04.599773','HH-2026-000004','2026-12-09 16:00:00.000000','QUARANTINE',NULL,NULL,'{"intake:description": 11, "intake:stay": 11, "intake:claim_until": 11, "intake:status": 11}');
CREATE TABLE tag (
	code VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	heard JSON NOT NULL, 
	CONSTRAINT pk_tag PRIMARY KEY (code)
);
INSERT INTO tag VALUES('WF320VESASZM','01a22740-7090-7974-aa99-6b7cd0d1681f',1,'{"intake:tag": 2}');
INSERT INTO tag VALUES('P03X2ZY44B21','01a22740-7112-76d8-b656-af3f7b79ad33',1,'{"intake:tag": 5}');
INSERT INTO tag VALUES('R0B0RRNNHNQB','01a22740-716d-7ac0-bab1-3c6d1786f722',1,'{"intake:tag": 9}');
INSERT INTO tag VALUES('7MAMGGR0002G','01a22740-71dd-7d8f-8108-7aabdd3758e8',1,'{"intake:tag": 12}');
CREATE TABLE vaccination (
	vaccination_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	disease VARCHAR NOT NULL, 
	product VARCHAR NOT NULL, 
	manufacturer VARCHAR NOT NULL, 
	batch_no VARCHAR NOT NULL, 
	given_at DATETIME NOT NULL, 
	valid_until DATE NOT NULL, 
	vet_licence VARCHAR NOT NULL, 
	CONSTRAINT pk_vaccination PRIMARY KEY (vaccination_id)
);
INSERT INTO vaccination VALUES('01a22740-722c-7ca7-829e-3f876d2a028f','01a22740-7090-7974-aa99-6b7cd0d1681f','rabies','狂犬病灭活疫苗','示例生物','20260501','2026-11-29 12:21:04.670543','2027-11-29','A012015000123');
INSERT INTO vaccination VALUES('01a22740-7250-74d6-9f27-23faed8f6c80','01a22740-7112-76d8-b656-af3f7b79ad33','rabies','狂犬病灭活疫苗','示例生物','20260501','2026-11-29 12:21:04.710988','2027-11-29','A012015000123');
CREATE TABLE idempotency (
	caller TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	request TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	made_at TEXT NOT NULL, 
	CONSTRAINT pk_idempotency PRIMARY KEY (caller, "key")
);
INSERT INTO idempotency VALUES('admin','759fafe7-1075-492f-87cf-c9e137eb1588','2c20ede85acddf1faae8e56de340a461b7015d10217588dacd24139941dd0377','{"vaccination_id":"01a22740-722c-7ca7-829e-3f876d2a028f","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","status":"VALID","valid_until":"2027-11-29"}',201,'2026-11-29T12:21:04.674264Z');
INSERT INTO idempotency VALUES('admin','3f88bfb1-46c5-46dc-9e95-7c6dfeb0a63c','90a8d9101eddb3e047e2044a2093cc1e612a96ded0acd7a64fc44e1bc6548973','{"vaccination_id":"01a22740-7250-74d6-9f27-23faed8f6c80","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","status":"VALID","valid_until":"2027-11-29"}',201,'2026-11-29T12:21:04.719148Z');
CREATE TABLE inbox (
	event_id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	received_at TEXT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (event_id)
);
INSERT INTO inbox VALUES('01a22740-7094-7f6b-a805-b2b31bb8bf9f','/qingcheng/intake',1,'2026-11-29T12:21:04.328475Z');
INSERT INTO inbox VALUES('01a22740-7094-7692-94c0-4b7009222ab8','/qingcheng/intake',2,'2026-11-29T12:21:04.328475Z');
INSERT INTO inbox VALUES('01a22740-7117-7bcf-8285-653f1c2413fe','/qingcheng/intake',4,'2026-11-29T12:21:04.446458Z');
INSERT INTO inbox VALUES('01a22740-7117-76a4-b9c6-409af4c7cd40','/qingcheng/intake',5,'2026-11-29T12:21:04.446458Z');
INSERT INTO inbox VALUES('01a22740-716f-7941-a287-855946305efb','/qingcheng/intake',8,'2026-11-29T12:21:04.573000Z');
INSERT INTO inbox VALUES('01a22740-716f-7eee-a38b-3a6fb1c34b25','/qingcheng/intake',9,'2026-11-29T12:21:04.573000Z');
INSERT INTO inbox VALUES('01a22740-71e0-7377-a183-c1c3668add87','/qingcheng/intake',11,'2026-11-29T12:21:04.631723Z');
INSERT INTO inbox VALUES('01a22740-71e0-7a6b-b1c2-4de625f33764','/qingcheng/intake',12,'2026-11-29T12:21:04.631723Z');
INSERT INTO inbox VALUES('01a22740-72ed-7867-a702-b0cb438de8bb','/qingcheng/intake',15,'2026-11-29T12:21:04.924958Z');
INSERT INTO inbox VALUES('01a22740-7318-7689-86dd-d994a3e30bd1','/qingcheng/intake',16,'2026-11-29T12:21:04.965106Z');
INSERT INTO inbox VALUES('01a22740-73ba-7494-98c7-5893754ec40c','/qingcheng/intake',17,'2026-11-29T12:21:05.187766Z');
INSERT INTO inbox VALUES('01a22740-73ec-7356-aac6-ee582d5ec3aa','/qingcheng/intake',18,'2026-11-29T12:21:05.217056Z');
INSERT INTO inbox VALUES('01a22740-743f-7ed0-bc7c-62f551a25722','/qingcheng/intake',19,'2026-11-29T12:21:05.380146Z');
INSERT INTO inbox VALUES('01a22740-74bc-76b9-97c5-2ecaa73525fc','/qingcheng/intake',20,'2026-11-29T12:21:05.432236Z');
CREATE TABLE journal (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	time TEXT NOT NULL, 
	traceparent TEXT NOT NULL, 
	data TEXT NOT NULL, 
	CONSTRAINT pk_journal PRIMARY KEY (stream, sequence), 
	CONSTRAINT uq_journal_id UNIQUE (id)
);
INSERT INTO journal VALUES('qingcheng:registry',1,'01a22740-722c-7712-bd4f-4e36f765ffe8','cn.qingcheng.dog.vaccinated.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','2026-11-29T12:21:04.690287Z','00-c4c55f225450baf2f24e463b0363dc4b-c04ee34060ef76c0-01','{"occurred_at":"2026-11-29T12:21:04.670543Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","vaccination_id":"01a22740-722c-7ca7-829e-3f876d2a028f","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}');
INSERT INTO journal VALUES('qingcheng:registry',2,'01a22740-7250-792a-8b57-5157840085b3','cn.qingcheng.dog.vaccinated.v1','01a22740-7112-76d8-b656-af3f7b79ad33','2026-11-29T12:21:04.721013Z','00-1d3c83b3997ed26862c6cbbe547cf076-6a91a3ec383acea1-01','{"occurred_at":"2026-11-29T12:21:04.710988Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","vaccination_id":"01a22740-7250-74d6-9f27-23faed8f6c80","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}');
CREATE TABLE relayed (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, ends TEXT DEFAULT '' NOT NULL, length BIGINT DEFAULT '-1' NOT NULL, added BIGINT DEFAULT '-1' NOT NULL, trimmed BIGINT DEFAULT '0', 
	CONSTRAINT pk_relayed PRIMARY KEY (stream)
);
INSERT INTO relayed VALUES('qingcheng:registry',0,'0-0',0,0,0);
INSERT INTO relayed VALUES('qingcheng:registry:restricted',0,'0-0',0,0,0);
CREATE TABLE interventions (
	id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	act TEXT NOT NULL, 
	what TEXT NOT NULL, 
	CONSTRAINT pk_interventions PRIMARY KEY (id)
);
CREATE TABLE ended_sessions (
	account TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	CONSTRAINT pk_ended_sessions PRIMARY KEY (account)
);
CREATE TABLE known_keys (
	name TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	since TEXT NOT NULL, 
	made_anew BOOLEAN NOT NULL, 
	CONSTRAINT pk_known_keys PRIMARY KEY (name)
);
CREATE TABLE heard_of (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	CONSTRAINT pk_heard_of PRIMARY KEY (stream)
);
INSERT INTO heard_of VALUES('qingcheng:intake',20,'01a22740-74bc-76b9-97c5-2ecaa73525fc');
CREATE TABLE contradictions (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	said_by TEXT NOT NULL, 
	found_at TEXT NOT NULL, 
	decided_at TEXT, 
	CONSTRAINT pk_contradictions PRIMARY KEY (stream)
);
CREATE INDEX ix_vaccination_of_dog ON vaccination (dog_id, disease, valid_until);
CREATE INDEX ix_journal_subject ON journal (subject);
COMMIT;
