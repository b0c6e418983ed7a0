PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_adoption (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_adoption_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_adoption VALUES('0009');
CREATE TABLE adoption (
	adoption_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	stay_id VARCHAR NOT NULL, 
	application_id VARCHAR, 
	person VARCHAR NOT NULL, 
	handed_over_at DATETIME NOT NULL, undone_at DATETIME, 
	CONSTRAINT pk_adoption PRIMARY KEY (adoption_id)
);
INSERT INTO adoption VALUES('01a22740-73a2-7492-a96a-5804ec663b8c','01a22740-7090-7974-aa99-6b7cd0d1681f','01a22740-7090-705f-a9e2-af36bf0e47fc','01a22740-7348-73ac-abda-c489001f5b94','01a22740-7348-7995-a6c9-639fbad4f5d7','2026-11-29 12:21:05.058934',NULL);
CREATE TABLE application (
	application_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	note BLOB, 
	reason VARCHAR, 
	applied_at DATETIME NOT NULL, 
	decided_at DATETIME, 
	decided_by VARCHAR, 
	CONSTRAINT pk_application PRIMARY KEY (application_id)
);
INSERT INTO application VALUES('01a22740-7348-73ac-abda-c489001f5b94','01a22740-7090-7974-aa99-6b7cd0d1681f','01a22740-7348-7995-a6c9-639fbad4f5d7','ADOPTED',NULL,NULL,'2026-11-29 12:21:04.968816','2026-11-29 12:21:05.021564','admin');
CREATE TABLE dog (
	dog_id VARCHAR NOT NULL, 
	heard JSON NOT NULL, 
	first_stay VARCHAR, 
	stay_no VARCHAR, 
	found_at DATETIME, 
	name VARCHAR, 
	sex VARCHAR NOT NULL, 
	breed VARCHAR NOT NULL, 
	colour VARCHAR NOT NULL, 
	age_months INTEGER, 
	size VARCHAR NOT NULL, 
	custody_basis VARCHAR, 
	claim_until DATETIME, 
	division VARCHAR NOT NULL, 
	external_ref VARCHAR, 
	status VARCHAR NOT NULL, 
	custody_stay VARCHAR, 
	tag VARCHAR, 
	vaccinated_until DATE, 
	died_at DATETIME, 
	stay_id VARCHAR, 
	listed_at DATETIME, 
	reserved_for VARCHAR, 
	open_reclaims INTEGER NOT NULL, 
	gone VARCHAR, holds JSON DEFAULT '{}' NOT NULL, held_until DATETIME, kept_from_owner_until DATETIME, claim_lifted VARCHAR, known_since DATETIME, chip VARCHAR, kennel VARCHAR, photo VARCHAR, 
	CONSTRAINT pk_dog PRIMARY KEY (dog_id)
);
INSERT INTO dog VALUES('01a22740-7090-7974-aa99-6b7cd0d1681f','{"intake:description": 1, "intake:custody": 18, "intake:tag": 2, "intake:kennel": 3}','01a22740-7090-705f-a9e2-af36bf0e47fc','HH-2026-000001','2026-10-30 12:21:04.259496','黑豆','female','GSD','GY',36,'S','STRAY','2026-11-09 16:00:00.000000','150102003',NULL,'ADOPTED','01a22740-7090-705f-a9e2-af36bf0e47fc','WF320VESASZM','2027-11-29',NULL,'01a22740-7090-705f-a9e2-af36bf0e47fc',NULL,NULL,0,'ADOPTED','{"01a22740-7093-7df7-be2f-25e1dd0ee0a0": {"sequence": 1, "blocks": ["ADOPTED"], "until": "2026-11-13T16:00:00.000000Z"}}','2026-11-13 16:00:00.000000',NULL,NULL,'2026-11-29 12:21:04.293235',NULL,'A01',NULL);
INSERT INTO dog VALUES('01a22740-7112-76d8-b656-af3f7b79ad33','{"intake:description": 4, "intake:custody": 16, "intake:tag": 5, "intake:kennel": 6}','01a22740-7112-755c-bafd-55f193c1590e','HH-2026-000002','2026-10-30 12:21:04.259496','棉花','female','RURAL','WH',14,'M','STRAY','2026-11-09 16:00:00.000000','150105002',NULL,'ADOPTABLE','01a22740-7112-755c-bafd-55f193c1590e','P03X2ZY44B21','2027-11-29',NULL,'01a22740-7112-755c-bafd-55f193c1590e','2026-11-29 12:21:04.836061',NULL,0,NULL,'{"01a22740-7113-77f6-80f4-8e769f886745": {"sequence": 4, "blocks": ["ADOPTED"], "until": "2026-11-13T16:00:00.000000Z"}}','2026-11-13 16:00:00.000000',NULL,NULL,'2026-11-29 12:21:04.427189',NULL,'A02',NULL);
INSERT INTO dog VALUES('01a22740-716d-7ac0-bab1-3c6d1786f722','{"intake:description": 8, "intake:custody": 20, "intake:tag": 9, "intake:kennel": 10}','01a22740-716d-7455-87a9-2a6e9e56db0f','HH-2026-000003','2026-11-29 12:21:04.488781',NULL,'male','MIX','GY',96,'M','STRAY','2026-12-09 16:00:00.000000','150105008',NULL,'RECLAIMED','01a22740-716d-7455-87a9-2a6e9e56db0f','R0B0RRNNHNQB',NULL,NULL,'01a22740-716d-7455-87a9-2a6e9e56db0f',NULL,NULL,0,'RECLAIMED','{"01a22740-716e-7a43-89d3-e17099f1aa44": {"sequence": 21, "blocks": [], "until": "9999-01-01T00:00:00.000000Z"}}',NULL,NULL,NULL,'2026-11-29 12:21:04.498930',NULL,'A03',NULL);
INSERT INTO dog VALUES('01a22740-71dd-7d8f-8108-7aabdd3758e8','{"intake:description": 11, "intake:custody": 11, "intake:tag": 12, "intake:kennel": 13}','01a22740-71dd-7772-b882-af4ccaf6f2bc','HH-2026-000004','2026-11-29 12:21:04.599773',NULL,'male','GSD','BK',96,'M','STRAY','2026-12-09 16:00:00.000000','150105008',NULL,'QUARANTINE','01a22740-71dd-7772-b882-af4ccaf6f2bc','7MAMGGR0002G',NULL,NULL,'01a22740-71dd-7772-b882-af4ccaf6f2bc',NULL,NULL,0,NULL,'{"01a22740-71de-7172-80a6-1409841c0ab6": {"sequence": 11, "blocks": ["ADOPTED"], "until": "2026-12-13T16:00:00.000000Z"}}','2026-12-13 16:00:00.000000',NULL,NULL,'2026-11-29 12:21:04.612364',NULL,'A03',NULL);
CREATE TABLE import (
	import_id VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	rows INTEGER NOT NULL, 
	csv VARCHAR NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	CONSTRAINT pk_import PRIMARY KEY (import_id)
);
CREATE TABLE importedrow (
	import_id VARCHAR NOT NULL, 
	"row" INTEGER NOT NULL, 
	outcome VARCHAR NOT NULL, 
	reason VARCHAR, 
	CONSTRAINT pk_importedrow PRIMARY KEY (import_id, "row")
);
CREATE TABLE person (
	person VARCHAR NOT NULL, 
	name BLOB NOT NULL, 
	phone BLOB NOT NULL, 
	email BLOB, 
	id_number BLOB, 
	kept_at DATETIME NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (person)
);
INSERT INTO person VALUES('01a22740-7348-7995-a6c9-639fbad4f5d7',X'016a50018621bfc6e0899545a92290438293316e816e25f1280f12f2780de541b71c27',X'010b7ca389d052417c344d3c71147bb205694274b280780469141443833cf12e8ed4e1717b85a852',NULL,NULL,'2026-11-29 12:21:04.969002');
INSERT INTO person VALUES('01a22740-73d9-7bff-a0ba-5c0000abdda3',X'015b017246cb457577d53b887d22b8655048c39a8a9027b752250015277204d6f4f1f7',X'016ea58c677e836cdc8f3b41fa7e2d268337c4c1bcf332f7a233b677eb8a1ede6b7d16e8c08f4699',NULL,NULL,'2026-11-29 12:21:05.113796');
CREATE TABLE reclaim (
	reclaim_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	stay_id VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	proof BLOB, 
	licence_no BLOB, 
	reason VARCHAR, 
	requested_at DATETIME NOT NULL, 
	handed_over_at DATETIME, 
	decided_by VARCHAR, 
	CONSTRAINT pk_reclaim PRIMARY KEY (reclaim_id)
);
INSERT INTO reclaim VALUES('01a22740-73d9-7e37-bb18-7599068f27db','01a22740-716d-7ac0-bab1-3c6d1786f722','01a22740-716d-7455-87a9-2a6e9e56db0f','01a22740-73d9-7bff-a0ba-5c0000abdda3','RECLAIMED',NULL,NULL,NULL,'2026-11-29 12:21:05.113718','2026-11-29 12:21:05.166699','admin');
CREATE TABLE return (
	return_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	left_stay VARCHAR NOT NULL, 
	stay_id VARCHAR NOT NULL, 
	left_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	returned_at DATETIME NOT NULL, 
	CONSTRAINT pk_return PRIMARY KEY (return_id)
);
CREATE TABLE visit (
	visit_id VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	people INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	booked_at DATETIME NOT NULL, 
	CONSTRAINT pk_visit PRIMARY KEY (visit_id)
);
CREATE TABLE idempotency (
	caller TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	request TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	made_at TEXT NOT NULL, 
	CONSTRAINT pk_idempotency PRIMARY KEY (caller, "key")
);
INSERT INTO idempotency VALUES('admin','67cfa020-7032-46b8-a6cf-5a8d21defa77','e9ee23e3c6350e590e51b96587123208158203b69983d89d97abbabacc3dc24b','{"application_id":"01a22740-7348-73ac-abda-c489001f5b94","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","status":"PENDING"}',201,'2026-11-29T12:21:04.960265Z');
INSERT INTO idempotency VALUES('admin','f8e95a49-7511-48fb-9c05-5266d7df357a','532250f51f952bd614f68694f9034eb28046fbf68344321a1ece0f11de21bb1b','{"application_id":"01a22740-7348-73ac-abda-c489001f5b94","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","status":"APPROVED"}',201,'2026-11-29T12:21:05.013897Z');
INSERT INTO idempotency VALUES('admin','171b1511-4012-4801-8b07-ed4142362496','0bbc12a6082a060ef4b7080930efa50606f10cfccd5e8d71b8cce60cd3b610fc','{"adoption_id":"01a22740-73a2-7492-a96a-5804ec663b8c","application_id":"01a22740-7348-73ac-abda-c489001f5b94","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","handover_id":"01a22740-73a2-74c1-98cc-c674b267bff4","undo_until":"2026-11-29T12:26:05.058934Z"}',201,'2026-11-29T12:21:05.057235Z');
INSERT INTO idempotency VALUES('admin','c481148c-2565-4026-b61d-e5244a50e694','58c0b05820d3c1b49ffb3ed918290124f9a838eb27c937f9e8b068e0834c5f95','{"reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","status":"REQUESTED"}',201,'2026-11-29T12:21:05.112774Z');
INSERT INTO idempotency VALUES('admin','1e288db3-b245-4b66-aa9e-69c8c97b05d5','7d1fd712b67e65ad29aeb6e4e9dea11a6dc160141c1ef017c826026414dc1366','{"reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","status":"RECLAIMED","handover_id":"01a22740-740e-74ab-8cce-a5b8e59e7f8d","undo_until":"2026-11-29T12:26:05.166699Z"}',201,'2026-11-29T12:21:05.162860Z');
CREATE TABLE inbox (
	event_id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	received_at TEXT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (event_id)
);
INSERT INTO inbox VALUES('01a22740-7094-7f6b-a805-b2b31bb8bf9f','/qingcheng/intake',1,'2026-11-29T12:21:04.324746Z');
INSERT INTO inbox VALUES('01a22740-7094-7692-94c0-4b7009222ab8','/qingcheng/intake',2,'2026-11-29T12:21:04.324746Z');
INSERT INTO inbox VALUES('01a22740-70a1-7089-857c-e3f53e3ebe73','/qingcheng/intake',3,'2026-11-29T12:21:04.324746Z');
INSERT INTO inbox VALUES('01a22740-7117-7bcf-8285-653f1c2413fe','/qingcheng/intake',4,'2026-11-29T12:21:04.443664Z');
INSERT INTO inbox VALUES('01a22740-7117-76a4-b9c6-409af4c7cd40','/qingcheng/intake',5,'2026-11-29T12:21:04.443664Z');
INSERT INTO inbox VALUES('01a22740-7129-77a8-9b78-17caeb786ca0','/qingcheng/intake',6,'2026-11-29T12:21:04.443664Z');
INSERT INTO inbox VALUES('01a22740-716f-7941-a287-855946305efb','/qingcheng/intake',8,'2026-11-29T12:21:04.548097Z');
INSERT INTO inbox VALUES('01a22740-716f-7eee-a38b-3a6fb1c34b25','/qingcheng/intake',9,'2026-11-29T12:21:04.548097Z');
INSERT INTO inbox VALUES('01a22740-7171-743a-8142-5ecd48c67598','/qingcheng/intake',10,'2026-11-29T12:21:04.548097Z');
INSERT INTO inbox VALUES('01a22740-71e0-7377-a183-c1c3668add87','/qingcheng/intake',11,'2026-11-29T12:21:04.625607Z');
INSERT INTO inbox VALUES('01a22740-71e0-7a6b-b1c2-4de625f33764','/qingcheng/intake',12,'2026-11-29T12:21:04.625607Z');
INSERT INTO inbox VALUES('01a22740-71e3-7562-bfbc-1b81c3cf2bcd','/qingcheng/intake',13,'2026-11-29T12:21:04.625607Z');
INSERT INTO inbox VALUES('01a22740-722c-7712-bd4f-4e36f765ffe8','/qingcheng/registry',1,'2026-11-29T12:21:04.765379Z');
INSERT INTO inbox VALUES('01a22740-7250-792a-8b57-5157840085b3','/qingcheng/registry',2,'2026-11-29T12:21:04.834673Z');
INSERT INTO inbox VALUES('01a22740-72ed-7867-a702-b0cb438de8bb','/qingcheng/intake',15,'2026-11-29T12:21:04.927031Z');
INSERT INTO inbox VALUES('01a22740-7318-7689-86dd-d994a3e30bd1','/qingcheng/intake',16,'2026-11-29T12:21:04.985731Z');
INSERT INTO inbox VALUES('01a22740-73ba-7494-98c7-5893754ec40c','/qingcheng/intake',17,'2026-11-29T12:21:05.140834Z');
INSERT INTO inbox VALUES('01a22740-73ec-7356-aac6-ee582d5ec3aa','/qingcheng/intake',18,'2026-11-29T12:21:05.211726Z');
INSERT INTO inbox VALUES('01a22740-743f-7ed0-bc7c-62f551a25722','/qingcheng/intake',19,'2026-11-29T12:21:05.382311Z');
INSERT INTO inbox VALUES('01a22740-74bc-76b9-97c5-2ecaa73525fc','/qingcheng/intake',20,'2026-11-29T12:21:05.429917Z');
INSERT INTO inbox VALUES('01a22740-74bd-7372-af86-5739877cc0c8','/qingcheng/intake',21,'2026-11-29T12:21:05.429917Z');
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
INSERT INTO journal VALUES('qingcheng:adoption',1,'01a22740-7283-726f-99f6-124ae0fb4c38','cn.qingcheng.dog.became-adoptable.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','2026-11-29T12:21:04.773050Z','00-c4c55f225450baf2f24e463b0363dc4b-d4ab64dc3cf267bb-01','{"occurred_at":"2026-11-29T12:21:04.771109Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc"}');
INSERT INTO journal VALUES('qingcheng:adoption',2,'01a22740-72c4-7ccf-a4a2-19589072894c','cn.qingcheng.dog.became-adoptable.v1','01a22740-7112-76d8-b656-af3f7b79ad33','2026-11-29T12:21:04.837606Z','00-1d3c83b3997ed26862c6cbbe547cf076-76738c3f062b3ec2-01','{"occurred_at":"2026-11-29T12:21:04.836061Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","stay_id":"01a22740-7112-755c-bafd-55f193c1590e"}');
INSERT INTO journal VALUES('qingcheng:adoption',3,'01a22740-7349-7e7c-bbfe-28052beb8dd0','cn.qingcheng.adoption.applied-for.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','2026-11-29T12:21:04.979015Z','00-cc14a91fa149b63889dcc3fe59e318d7-3d4c0a5768f7521c-01','{"occurred_at":"2026-11-29T12:21:04.968816Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","application_id":"01a22740-7348-73ac-abda-c489001f5b94","person":"01a22740-7348-7995-a6c9-639fbad4f5d7"}');
INSERT INTO journal VALUES('qingcheng:adoption',4,'01a22740-737e-734b-b6e4-40c31fd71f2e','cn.qingcheng.adoption.approved.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','2026-11-29T12:21:05.038396Z','00-8766d1186fb1b561aea5daaab66b18da-66539139aa62a694-01','{"occurred_at":"2026-11-29T12:21:05.021564Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","application_id":"01a22740-7348-73ac-abda-c489001f5b94","person":"01a22740-7348-7995-a6c9-639fbad4f5d7"}');
INSERT INTO journal VALUES('qingcheng:adoption',5,'01a22740-73a3-77b8-8c2b-28f7566b3f0d','cn.qingcheng.dog.adopted.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','2026-11-29T12:21:05.079033Z','00-1df36e67304e7dbb9b22bf7342b8a265-f2207beb910325d8-01','{"occurred_at":"2026-11-29T12:21:05.058934Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","adoption_id":"01a22740-73a2-7492-a96a-5804ec663b8c","person":"01a22740-7348-7995-a6c9-639fbad4f5d7","handover_id":"01a22740-73a2-74c1-98cc-c674b267bff4"}');
INSERT INTO journal VALUES('qingcheng:adoption',6,'01a22740-73da-7402-9cc4-7c62c8d2a78b','cn.qingcheng.reclaim.requested.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','2026-11-29T12:21:05.121728Z','00-52b3cdb38f704992876ef4d0b00272c0-e7862428a88be583-01','{"occurred_at":"2026-11-29T12:21:05.113718Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","person":"01a22740-73d9-7bff-a0ba-5c0000abdda3"}');
INSERT INTO journal VALUES('qingcheng:adoption',7,'01a22740-741b-72da-a1a3-723caf8a289a','cn.qingcheng.dog.reclaimed.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','2026-11-29T12:21:05.188786Z','00-54c735f3d34b593b4d5ac8a10d671fc7-e2230242e7118407-01','{"occurred_at":"2026-11-29T12:21:05.166699Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","person":"01a22740-73d9-7bff-a0ba-5c0000abdda3","handover_id":"01a22740-740e-74ab-8cce-a5b8e59e7f8d"}');
CREATE TABLE relayed (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, ends TEXT DEFAULT '' NOT NULL, length BIGINT DEFAULT '-1' NOT NULL, added BIGINT DEFAULT '-1' NOT NULL, trimmed BIGINT DEFAULT '0', 
	CONSTRAINT pk_relayed PRIMARY KEY (stream)
);
INSERT INTO relayed VALUES('qingcheng:adoption',2,'1795954864863-0',2,2,0);
INSERT INTO relayed VALUES('qingcheng:adoption:restricted',0,'0-0',0,0,0);
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
CREATE TABLE IF NOT EXISTS "look" (
	look_id VARCHAR NOT NULL, 
	person VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	looked_at DATETIME NOT NULL, purpose VARCHAR DEFAULT 'OTHER' NOT NULL, record VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_look PRIMARY KEY (look_id)
);
CREATE TABLE handover (
	handover_id VARCHAR NOT NULL, 
	dog_id VARCHAR NOT NULL, 
	stay_id VARCHAR NOT NULL, 
	left_by VARCHAR NOT NULL, 
	record VARCHAR NOT NULL, 
	adoption_id VARCHAR, 
	person VARCHAR NOT NULL, 
	shown_by VARCHAR NOT NULL, 
	proof_seen JSON NOT NULL, 
	proof_note BLOB, 
	others JSON NOT NULL, 
	listed_at DATETIME, 
	handed_over_at DATETIME NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	undone_at DATETIME, 
	undone_by VARCHAR, 
	undone_because VARCHAR, 
	CONSTRAINT pk_handover PRIMARY KEY (handover_id)
);
INSERT INTO handover VALUES('01a22740-73a2-74c1-98cc-c674b267bff4','01a22740-7090-7974-aa99-6b7cd0d1681f','01a22740-7090-705f-a9e2-af36bf0e47fc','ADOPTED','01a22740-7348-73ac-abda-c489001f5b94','01a22740-73a2-7492-a96a-5804ec663b8c','01a22740-7348-7995-a6c9-639fbad4f5d7','CLAIMANT','["IDENTITY", "DOG_LICENCE"]',NULL,'[]','2026-11-29 12:21:04.771109','2026-11-29 12:21:05.058934','2026-11-29 12:21:05.058934','admin',NULL,NULL,NULL);
INSERT INTO handover VALUES('01a22740-740e-74ab-8cce-a5b8e59e7f8d','01a22740-716d-7ac0-bab1-3c6d1786f722','01a22740-716d-7455-87a9-2a6e9e56db0f','RECLAIMED','01a22740-73d9-7e37-bb18-7599068f27db',NULL,'01a22740-73d9-7bff-a0ba-5c0000abdda3','CLAIMANT','["IDENTITY", "DOG_LICENCE"]',NULL,'[]',NULL,'2026-11-29 12:21:05.166699','2026-11-29 12:21:05.166699','admin',NULL,NULL,NULL);
CREATE TABLE heard_of (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	CONSTRAINT pk_heard_of PRIMARY KEY (stream)
);
INSERT INTO heard_of VALUES('qingcheng:intake',21,'01a22740-74bd-7372-af86-5739877cc0c8');
INSERT INTO heard_of VALUES('qingcheng:registry',2,'01a22740-7250-792a-8b57-5157840085b3');
CREATE TABLE contradictions (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	said_by TEXT NOT NULL, 
	found_at TEXT NOT NULL, 
	decided_at TEXT, 
	CONSTRAINT pk_contradictions PRIMARY KEY (stream)
);
CREATE TABLE known_keys (
	name TEXT NOT NULL, 
	fingerprint TEXT NOT NULL, 
	since TEXT NOT NULL, 
	made_anew BOOLEAN NOT NULL, 
	CONSTRAINT pk_known_keys PRIMARY KEY (name)
);
INSERT INTO known_keys VALUES('personal-adoption','9b7db859d5d6089cbb0638b81514ddb6','2026-11-29T12:21:03.750082Z',0);
CREATE INDEX ix_adoption_dog_id ON adoption (dog_id);
CREATE INDEX ix_application_dog_id ON application (dog_id);
CREATE INDEX ix_application_status ON application (status);
CREATE INDEX ix_dog_external_ref ON dog (external_ref);
CREATE INDEX ix_dog_gallery ON dog (listed_at, dog_id);
CREATE INDEX ix_dog_waiting ON dog (listed_at, gone, vaccinated_until);
CREATE INDEX ix_import_status ON import (status);
CREATE INDEX ix_reclaim_dog_id ON reclaim (dog_id);
CREATE INDEX ix_reclaim_status ON reclaim (status);
CREATE INDEX ix_return_dog_id ON return (dog_id);
CREATE INDEX ix_return_left_stay ON return (left_stay);
CREATE INDEX ix_visit_day ON visit (day);
CREATE INDEX ix_journal_subject ON journal (subject);
CREATE INDEX ix_look_person ON look (person);
CREATE INDEX ix_look_who ON look (who);
CREATE INDEX ix_handover_dog_id ON handover (dog_id);
CREATE INDEX ix_handover_record ON handover (record);
COMMIT;
