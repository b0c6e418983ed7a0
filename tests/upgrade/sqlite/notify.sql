PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alembic_notify (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_notify_pkc PRIMARY KEY (version_num)
);
INSERT INTO alembic_notify VALUES('0006');
CREATE TABLE dog (
	dog_id VARCHAR NOT NULL, 
	stay_no VARCHAR, 
	name VARCHAR, 
	breed VARCHAR, 
	colour VARCHAR, 
	code VARCHAR, 
	heard JSON NOT NULL, 
	CONSTRAINT pk_dog PRIMARY KEY (dog_id)
);
INSERT INTO dog VALUES('01a22740-7090-7974-aa99-6b7cd0d1681f','HH-2026-000001','黑豆','GSD','GY','WF320VESASZM','{"intake:dog": 1, "intake:stay": 1, "intake:tag": 2}');
INSERT INTO dog VALUES('01a22740-7112-76d8-b656-af3f7b79ad33','HH-2026-000002','棉花','RURAL','WH','P03X2ZY44B21','{"intake:dog": 4, "intake:stay": 4, "intake:tag": 5}');
INSERT INTO dog VALUES('01a22740-716d-7ac0-bab1-3c6d1786f722','HH-2026-000003',NULL,'MIX','GY','R0B0RRNNHNQB','{"intake:dog": 8, "intake:stay": 8, "intake:tag": 9}');
INSERT INTO dog VALUES('01a22740-71dd-7d8f-8108-7aabdd3758e8','HH-2026-000004',NULL,'GSD','BK','7MAMGGR0002G','{"intake:dog": 11, "intake:stay": 11, "intake:tag": 12}');
CREATE TABLE feed (
	position INTEGER NOT NULL, 
	event_id VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	sequence BIGINT NOT NULL, 
	time VARCHAR NOT NULL, 
	audience VARCHAR NOT NULL, 
	dataschema VARCHAR NOT NULL, 
	traceparent VARCHAR NOT NULL, 
	data TEXT NOT NULL, 
	CONSTRAINT pk_feed PRIMARY KEY (position), 
	CONSTRAINT uq_feed_event_id UNIQUE (event_id)
);
INSERT INTO feed VALUES(1,'01a22740-7094-7f6b-a805-b2b31bb8bf9f','cn.qingcheng.dog.intaken.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',1,'2026-11-29T12:21:04.293235Z','public','DogIntaken.v1.json','00-9499fa3ba923f842dc34696518828864-dffcea77dcae7a19-01','{"occurred_at":"2026-10-30T12:21:04.259496Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","stay_no":"HH-2026-000001","custody_basis":"STRAY","operation_id":null,"division":"150102003","name":"黑豆","sex":"female","breed":"GSD","colour":"GY","age_months":36,"size":"S","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22740-7093-7df7-be2f-25e1dd0ee0a0":"2026-11-13T16:00:00Z"}}');
INSERT INTO feed VALUES(2,'01a22740-7094-7692-94c0-4b7009222ab8','cn.qingcheng.tag.issued.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',2,'2026-11-29T12:21:04.293235Z','staff','TagIssued.v1.json','00-9499fa3ba923f842dc34696518828864-76e3f28d5a425d99-01','{"occurred_at":"2026-11-29T12:21:04.272061Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","code":"WF320VESASZM"}');
INSERT INTO feed VALUES(3,'01a22740-70a1-7089-857c-e3f53e3ebe73','cn.qingcheng.kennel.assigned.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',3,'2026-11-29T12:21:04.293235Z','staff','KennelAssigned.v1.json','00-9499fa3ba923f842dc34696518828864-9e8d3add002a2381-01','{"occurred_at":"2026-11-29T12:21:04.289624Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","kennel":"A01"}');
INSERT INTO feed VALUES(4,'01a22740-7117-7bcf-8285-653f1c2413fe','cn.qingcheng.dog.intaken.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/intake',4,'2026-11-29T12:21:04.427189Z','public','DogIntaken.v1.json','00-1aec86a9868a6aafacb2c78fcfe30418-7ed7f47bee2779ff-01','{"occurred_at":"2026-10-30T12:21:04.259496Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","stay_id":"01a22740-7112-755c-bafd-55f193c1590e","stay_no":"HH-2026-000002","custody_basis":"STRAY","operation_id":null,"division":"150105002","name":"棉花","sex":"female","breed":"RURAL","colour":"WH","age_months":14,"size":"M","status":"QUARANTINE","claim_until":"2026-11-09T16:00:00Z","external_ref":null,"holds":{"01a22740-7113-77f6-80f4-8e769f886745":"2026-11-13T16:00:00Z"}}');
INSERT INTO feed VALUES(5,'01a22740-7117-76a4-b9c6-409af4c7cd40','cn.qingcheng.tag.issued.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/intake',5,'2026-11-29T12:21:04.427189Z','staff','TagIssued.v1.json','00-1aec86a9868a6aafacb2c78fcfe30418-144bd961bf03dcbf-01','{"occurred_at":"2026-11-29T12:21:04.402020Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","code":"P03X2ZY44B21"}');
INSERT INTO feed VALUES(6,'01a22740-7129-77a8-9b78-17caeb786ca0','cn.qingcheng.kennel.assigned.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/intake',6,'2026-11-29T12:21:04.427189Z','staff','KennelAssigned.v1.json','00-1aec86a9868a6aafacb2c78fcfe30418-ac7b4e5c1fd1cd0d-01','{"occurred_at":"2026-11-29T12:21:04.425295Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","stay_id":"01a22740-7112-755c-bafd-55f193c1590e","kennel":"A02"}');
INSERT INTO feed VALUES(7,'01a22740-7159-7761-8511-0a2208841982','cn.qingcheng.operation.opened.v1','01a22740-7158-7f62-ad4c-358a80a56700','/qingcheng/intake',7,'2026-11-29T12:21:04.480954Z','staff','OperationOpened.v1.json','00-6d102c17e77e6a2d3287d0f14025cca1-95937576f9213a3b-01','{"occurred_at":"2026-11-29T12:21:04.464831Z","operation_id":"01a22740-7158-7f62-ad4c-358a80a56700","name":"11月29日联合行动","division":"150105","headcount":{"公安":12,"城管":18,"保安":20}}');
INSERT INTO feed VALUES(8,'01a22740-716f-7941-a287-855946305efb','cn.qingcheng.dog.intaken.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',8,'2026-11-29T12:21:04.498930Z','public','DogIntaken.v1.json','00-af48e43959186d18ff3b04914f6dfb0d-06ca46bc7a6780ff-01','{"occurred_at":"2026-11-29T12:21:04.488781Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","stay_no":"HH-2026-000003","custody_basis":"STRAY","operation_id":"01a22740-7158-7f62-ad4c-358a80a56700","division":"150105008","name":null,"sex":"male","breed":"MIX","colour":"GY","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22740-716e-7a43-89d3-e17099f1aa44":"2026-12-13T16:00:00Z"}}');
INSERT INTO feed VALUES(9,'01a22740-716f-7eee-a38b-3a6fb1c34b25','cn.qingcheng.tag.issued.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',9,'2026-11-29T12:21:04.498930Z','staff','TagIssued.v1.json','00-af48e43959186d18ff3b04914f6dfb0d-1ecf39b2540e0fd6-01','{"occurred_at":"2026-11-29T12:21:04.491546Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","code":"R0B0RRNNHNQB"}');
INSERT INTO feed VALUES(10,'01a22740-7171-743a-8142-5ecd48c67598','cn.qingcheng.kennel.assigned.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',10,'2026-11-29T12:21:04.498930Z','staff','KennelAssigned.v1.json','00-af48e43959186d18ff3b04914f6dfb0d-b4922e85fb1e0f44-01','{"occurred_at":"2026-11-29T12:21:04.497928Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","kennel":"A03"}');
INSERT INTO feed VALUES(11,'01a22740-71e0-7377-a183-c1c3668add87','cn.qingcheng.dog.intaken.v1','01a22740-71dd-7d8f-8108-7aabdd3758e8','/qingcheng/intake',11,'2026-11-29T12:21:04.612364Z','public','DogIntaken.v1.json','00-79a407e41ded4cad23e8926794f1cd79-a8ceb5fb4e25ec2a-01','{"occurred_at":"2026-11-29T12:21:04.599773Z","dog_id":"01a22740-71dd-7d8f-8108-7aabdd3758e8","stay_id":"01a22740-71dd-7772-b882-af4ccaf6f2bc","stay_no":"HH-2026-000004","custody_basis":"STRAY","operation_id":"01a22740-7158-7f62-ad4c-358a80a56700","division":"150105008","name":null,"sex":"male","breed":"GSD","colour":"BK","age_months":96,"size":"M","status":"QUARANTINE","claim_until":"2026-12-09T16:00:00Z","external_ref":null,"holds":{"01a22740-71de-7172-80a6-1409841c0ab6":"2026-12-13T16:00:00Z"}}');
INSERT INTO feed VALUES(12,'01a22740-71e0-7a6b-b1c2-4de625f33764','cn.qingcheng.tag.issued.v1','01a22740-71dd-7d8f-8108-7aabdd3758e8','/qingcheng/intake',12,'2026-11-29T12:21:04.612364Z','staff','TagIssued.v1.json','00-79a407e41ded4cad23e8926794f1cd79-49dd07cbc8c091d2-01','{"occurred_at":"2026-11-29T12:21:04.604720Z","dog_id":"01a22740-71dd-7d8f-8108-7aabdd3758e8","code":"7MAMGGR0002G"}');
INSERT INTO feed VALUES(13,'01a22740-71e3-7562-bfbc-1b81c3cf2bcd','cn.qingcheng.kennel.assigned.v1','01a22740-71dd-7d8f-8108-7aabdd3758e8','/qingcheng/intake',13,'2026-11-29T12:21:04.612364Z','staff','KennelAssigned.v1.json','00-79a407e41ded4cad23e8926794f1cd79-f54466ec4f676bc3-01','{"occurred_at":"2026-11-29T12:21:04.611023Z","dog_id":"01a22740-71dd-7d8f-8108-7aabdd3758e8","stay_id":"01a22740-71dd-7772-b882-af4ccaf6f2bc","kennel":"A03"}');
INSERT INTO feed VALUES(14,'01a22740-720d-71f8-b8f3-140c19dc6c49','cn.qingcheng.operation.closed.v1','01a22740-7158-7f62-ad4c-358a80a56700','/qingcheng/intake',14,'2026-11-29T12:21:04.661360Z','staff','OperationClosed.v1.json','00-66bde41c1aac0067f4c10f36897bf63e-b929d31a08fe92b6-01','{"occurred_at":"2026-11-29T12:21:04.653319Z","operation_id":"01a22740-7158-7f62-ad4c-358a80a56700","dogs":2}');
INSERT INTO feed VALUES(15,'01a22740-722c-7712-bd4f-4e36f765ffe8','cn.qingcheng.dog.vaccinated.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/registry',1,'2026-11-29T12:21:04.690287Z','public','DogVaccinated.v1.json','00-c4c55f225450baf2f24e463b0363dc4b-c04ee34060ef76c0-01','{"occurred_at":"2026-11-29T12:21:04.670543Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","vaccination_id":"01a22740-722c-7ca7-829e-3f876d2a028f","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}');
INSERT INTO feed VALUES(16,'01a22740-7250-792a-8b57-5157840085b3','cn.qingcheng.dog.vaccinated.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/registry',2,'2026-11-29T12:21:04.721013Z','public','DogVaccinated.v1.json','00-1d3c83b3997ed26862c6cbbe547cf076-6a91a3ec383acea1-01','{"occurred_at":"2026-11-29T12:21:04.710988Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","vaccination_id":"01a22740-7250-74d6-9f27-23faed8f6c80","disease":"rabies","product":"狂犬病灭活疫苗","manufacturer":"示例生物","batch_no":"20260501","valid_until":"2027-11-29"}');
INSERT INTO feed VALUES(17,'01a22740-7271-7826-aeb8-eee11dc47ed3','cn.qingcheng.message.sent.v1','01a22740-722c-722a-b229-efec1da703f6','/qingcheng/notify',1,'2026-11-29T12:21:04.757593Z','staff','MessageSent.v1.json','00-ce1636260123a6075bfb2ce7f9c91b71-ebad93b1c92a0949-01','{"occurred_at":"2026-11-29T12:21:04.745906Z","message_id":"01a22740-722c-722a-b229-efec1da703f6","channel":"console","template":"OperationClosed","about_event":"01a22740-720d-71f8-b8f3-140c19dc6c49","attempts":1}');
INSERT INTO feed VALUES(18,'01a22740-7283-726f-99f6-124ae0fb4c38','cn.qingcheng.dog.became-adoptable.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/adoption',1,'2026-11-29T12:21:04.773050Z','public','DogBecameAdoptable.v1.json','00-c4c55f225450baf2f24e463b0363dc4b-d4ab64dc3cf267bb-01','{"occurred_at":"2026-11-29T12:21:04.771109Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc"}');
INSERT INTO feed VALUES(19,'01a22740-72c4-7ccf-a4a2-19589072894c','cn.qingcheng.dog.became-adoptable.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/adoption',2,'2026-11-29T12:21:04.837606Z','public','DogBecameAdoptable.v1.json','00-1d3c83b3997ed26862c6cbbe547cf076-76738c3f062b3ec2-01','{"occurred_at":"2026-11-29T12:21:04.836061Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","stay_id":"01a22740-7112-755c-bafd-55f193c1590e"}');
INSERT INTO feed VALUES(20,'01a22740-72ed-7867-a702-b0cb438de8bb','cn.qingcheng.custody.changed.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',15,'2026-11-29T12:21:04.885262Z','staff','CustodyChanged.v1.json','00-c4c55f225450baf2f24e463b0363dc4b-09671c97e3c955b5-01','{"occurred_at":"2026-11-29T12:21:04.771109Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","status":"ADOPTABLE"}');
INSERT INTO feed VALUES(21,'01a22740-7318-7689-86dd-d994a3e30bd1','cn.qingcheng.custody.changed.v1','01a22740-7112-76d8-b656-af3f7b79ad33','/qingcheng/intake',16,'2026-11-29T12:21:04.925404Z','staff','CustodyChanged.v1.json','00-1d3c83b3997ed26862c6cbbe547cf076-8fb38d0407f800b6-01','{"occurred_at":"2026-11-29T12:21:04.836061Z","dog_id":"01a22740-7112-76d8-b656-af3f7b79ad33","stay_id":"01a22740-7112-755c-bafd-55f193c1590e","status":"ADOPTABLE"}');
INSERT INTO feed VALUES(22,'01a22740-7349-7e7c-bbfe-28052beb8dd0','cn.qingcheng.adoption.applied-for.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/adoption',3,'2026-11-29T12:21:04.979015Z','staff','AdoptionAppliedFor.v1.json','00-cc14a91fa149b63889dcc3fe59e318d7-3d4c0a5768f7521c-01','{"occurred_at":"2026-11-29T12:21:04.968816Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","application_id":"01a22740-7348-73ac-abda-c489001f5b94","person":"01a22740-7348-7995-a6c9-639fbad4f5d7"}');
INSERT INTO feed VALUES(23,'01a22740-737e-734b-b6e4-40c31fd71f2e','cn.qingcheng.adoption.approved.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/adoption',4,'2026-11-29T12:21:05.038396Z','staff','AdoptionApproved.v1.json','00-8766d1186fb1b561aea5daaab66b18da-66539139aa62a694-01','{"occurred_at":"2026-11-29T12:21:05.021564Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","application_id":"01a22740-7348-73ac-abda-c489001f5b94","person":"01a22740-7348-7995-a6c9-639fbad4f5d7"}');
INSERT INTO feed VALUES(24,'01a22740-73a3-77b8-8c2b-28f7566b3f0d','cn.qingcheng.dog.adopted.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/adoption',5,'2026-11-29T12:21:05.079033Z','public','DogAdopted.v1.json','00-1df36e67304e7dbb9b22bf7342b8a265-f2207beb910325d8-01','{"occurred_at":"2026-11-29T12:21:05.058934Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","adoption_id":"01a22740-73a2-7492-a96a-5804ec663b8c","person":"01a22740-7348-7995-a6c9-639fbad4f5d7","handover_id":"01a22740-73a2-74c1-98cc-c674b267bff4"}');
INSERT INTO feed VALUES(25,'01a22740-73ba-7494-98c7-5893754ec40c','cn.qingcheng.custody.changed.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',17,'2026-11-29T12:21:05.083563Z','staff','CustodyChanged.v1.json','00-8766d1186fb1b561aea5daaab66b18da-d1d9f75f11857163-01','{"occurred_at":"2026-11-29T12:21:05.021564Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","status":"RESERVED"}');
INSERT INTO feed VALUES(26,'01a22740-73da-7402-9cc4-7c62c8d2a78b','cn.qingcheng.reclaim.requested.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/adoption',6,'2026-11-29T12:21:05.121728Z','staff','ReclaimRequested.v1.json','00-52b3cdb38f704992876ef4d0b00272c0-e7862428a88be583-01','{"occurred_at":"2026-11-29T12:21:05.113718Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","person":"01a22740-73d9-7bff-a0ba-5c0000abdda3"}');
INSERT INTO feed VALUES(27,'01a22740-73ec-7356-aac6-ee582d5ec3aa','cn.qingcheng.stay.closed.v1','01a22740-7090-7974-aa99-6b7cd0d1681f','/qingcheng/intake',18,'2026-11-29T12:21:05.159440Z','public','StayClosed.v1.json','00-1df36e67304e7dbb9b22bf7342b8a265-44eb9c53edcc20d2-01','{"occurred_at":"2026-11-29T12:21:05.058934Z","dog_id":"01a22740-7090-7974-aa99-6b7cd0d1681f","stay_id":"01a22740-7090-705f-a9e2-af36bf0e47fc","outcome":"ADOPTED"}');
INSERT INTO feed VALUES(28,'01a22740-741b-72da-a1a3-723caf8a289a','cn.qingcheng.dog.reclaimed.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/adoption',7,'2026-11-29T12:21:05.188786Z','public','DogReclaimed.v1.json','00-54c735f3d34b593b4d5ac8a10d671fc7-e2230242e7118407-01','{"occurred_at":"2026-11-29T12:21:05.166699Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","reclaim_id":"01a22740-73d9-7e37-bb18-7599068f27db","person":"01a22740-73d9-7bff-a0ba-5c0000abdda3","handover_id":"01a22740-740e-74ab-8cce-a5b8e59e7f8d"}');
INSERT INTO feed VALUES(29,'01a22740-748a-7702-a32c-6424d5b5c2e0','cn.qingcheng.message.sent.v1','01a22740-7401-7b8e-a685-de339a56abee','/qingcheng/notify',2,'2026-11-29T12:21:05.290897Z','staff','MessageSent.v1.json','00-0065a99cad789b6e988d2519388fd9a5-4960ff5b110bfd0c-01','{"occurred_at":"2026-11-29T12:21:05.279267Z","message_id":"01a22740-7401-7b8e-a685-de339a56abee","channel":"console","template":"DogAdopted","about_event":"01a22740-73a3-77b8-8c2b-28f7566b3f0d","attempts":1}');
INSERT INTO feed VALUES(30,'01a22740-743f-7ed0-bc7c-62f551a25722','cn.qingcheng.custody.changed.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',19,'2026-11-29T12:21:05.219166Z','staff','CustodyChanged.v1.json','00-52b3cdb38f704992876ef4d0b00272c0-5abf24dd247ccc8a-01','{"occurred_at":"2026-11-29T12:21:05.113718Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","status":"RECLAIM_PENDING"}');
INSERT INTO feed VALUES(31,'01a22740-74bc-76b9-97c5-2ecaa73525fc','cn.qingcheng.stay.closed.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',20,'2026-11-29T12:21:05.346670Z','public','StayClosed.v1.json','00-54c735f3d34b593b4d5ac8a10d671fc7-fbbe2fe0aad0c405-01','{"occurred_at":"2026-11-29T12:21:05.166699Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","outcome":"RECLAIMED"}');
INSERT INTO feed VALUES(32,'01a22740-74bd-7372-af86-5739877cc0c8','cn.qingcheng.hold.released.v1','01a22740-716d-7ac0-bab1-3c6d1786f722','/qingcheng/intake',21,'2026-11-29T12:21:05.346670Z','staff','HoldReleased.v1.json','00-54c735f3d34b593b4d5ac8a10d671fc7-444b98ded79ea35f-01','{"occurred_at":"2026-11-29T12:21:05.166699Z","dog_id":"01a22740-716d-7ac0-bab1-3c6d1786f722","stay_id":"01a22740-716d-7455-87a9-2a6e9e56db0f","hold_id":"01a22740-716e-7a43-89d3-e17099f1aa44","hold":"QUARANTINE","early":false}');
INSERT INTO feed VALUES(33,'01a22740-7548-7b20-8c5a-b4830cede12d','cn.qingcheng.message.sent.v1','01a22740-74fd-73a0-8cc4-459eb466b6a7','/qingcheng/notify',3,'2026-11-29T12:21:05.481255Z','staff','MessageSent.v1.json','00-b503fee5add80bf8ce2462a83127effa-a534180af8c648d2-01','{"occurred_at":"2026-11-29T12:21:05.480007Z","message_id":"01a22740-74fd-73a0-8cc4-459eb466b6a7","channel":"console","template":"DogReclaimed","about_event":"01a22740-741b-72da-a1a3-723caf8a289a","attempts":1}');
CREATE TABLE subscription (
	subscription_id VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	address BLOB NOT NULL, 
	secret BLOB, 
	masked VARCHAR NOT NULL, 
	types JSON NOT NULL, 
	dog_id VARCHAR, 
	lang VARCHAR NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	cancelled_at DATETIME, 
	cancelled_because VARCHAR, 
	CONSTRAINT pk_subscription PRIMARY KEY (subscription_id)
);
INSERT INTO subscription VALUES('01a22740-7078-7714-8c0d-5ee36f8f3334','console',X'01f6e803972f00e5b6231ac95eb4fb6130755bef1b0fdbc3429ce3d651',NULL,'','["cn.qingcheng.dog.adopted.v1", "cn.qingcheng.dog.reclaimed.v1", "cn.qingcheng.operation.closed.v1"]',NULL,'both','admin','2026-11-29 12:21:04.248325',NULL,NULL);
CREATE TABLE interest (
	type VARCHAR NOT NULL, 
	subscription_id VARCHAR NOT NULL, 
	CONSTRAINT pk_interest PRIMARY KEY (type, subscription_id), 
	CONSTRAINT fk_interest_subscription_id FOREIGN KEY(subscription_id) REFERENCES subscription (subscription_id)
);
INSERT INTO interest VALUES('cn.qingcheng.dog.adopted.v1','01a22740-7078-7714-8c0d-5ee36f8f3334');
INSERT INTO interest VALUES('cn.qingcheng.dog.reclaimed.v1','01a22740-7078-7714-8c0d-5ee36f8f3334');
INSERT INTO interest VALUES('cn.qingcheng.operation.closed.v1','01a22740-7078-7714-8c0d-5ee36f8f3334');
CREATE TABLE message (
	message_id VARCHAR NOT NULL, 
	subscription_id VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	template VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at DATETIME NOT NULL, 
	lease_until DATETIME, 
	error VARCHAR, 
	provider_id VARCHAR, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	CONSTRAINT pk_message PRIMARY KEY (message_id), 
	CONSTRAINT fk_message_subscription_id FOREIGN KEY(subscription_id) REFERENCES subscription (subscription_id), 
	CONSTRAINT uq_message_subscription_id UNIQUE (subscription_id, event_id)
);
INSERT INTO message VALUES('01a22740-722c-722a-b229-efec1da703f6','01a22740-7078-7714-8c0d-5ee36f8f3334','01a22740-720d-71f8-b8f3-140c19dc6c49','console','OperationClosed','sent',1,'2026-11-29 12:21:04.745906',NULL,NULL,NULL,'2026-11-29 12:21:04.684141','2026-11-29 12:21:04.745906');
INSERT INTO message VALUES('01a22740-7401-7b8e-a685-de339a56abee','01a22740-7078-7714-8c0d-5ee36f8f3334','01a22740-73a3-77b8-8c2b-28f7566b3f0d','console','DogAdopted','sent',1,'2026-11-29 12:21:05.279267',NULL,NULL,NULL,'2026-11-29 12:21:05.153307','2026-11-29 12:21:05.279267');
INSERT INTO message VALUES('01a22740-74fd-73a0-8cc4-459eb466b6a7','01a22740-7078-7714-8c0d-5ee36f8f3334','01a22740-741b-72da-a1a3-723caf8a289a','console','DogReclaimed','sent',1,'2026-11-29 12:21:05.480007',NULL,NULL,NULL,'2026-11-29 12:21:05.405092','2026-11-29 12:21:05.480007');
CREATE TABLE attempt (
	attempt_id INTEGER NOT NULL, 
	message_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	outcome VARCHAR, 
	detail VARCHAR, 
	CONSTRAINT pk_attempt PRIMARY KEY (attempt_id), 
	CONSTRAINT fk_attempt_message_id FOREIGN KEY(message_id) REFERENCES message (message_id)
);
INSERT INTO attempt VALUES(1,'01a22740-722c-722a-b229-efec1da703f6',1,'2026-11-29 12:21:04.699238','2026-11-29 12:21:04.745906','sent','logged');
INSERT INTO attempt VALUES(2,'01a22740-7401-7b8e-a685-de339a56abee',1,'2026-11-29 12:21:05.196404','2026-11-29 12:21:05.279267','sent','logged');
INSERT INTO attempt VALUES(3,'01a22740-74fd-73a0-8cc4-459eb466b6a7',1,'2026-11-29 12:21:05.445396','2026-11-29 12:21:05.480007','sent','logged');
CREATE TABLE idempotency (
	caller TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	request TEXT NOT NULL, 
	answer TEXT NOT NULL, 
	status INTEGER NOT NULL, 
	made_at TEXT NOT NULL, 
	CONSTRAINT pk_idempotency PRIMARY KEY (caller, "key")
);
INSERT INTO idempotency VALUES('admin','2a8d69f4-de27-42cf-8584-8182b24d56ae','e4cca02b262ee3b152f7ec52527949602ae66ce2640112880a0cc84150583148','{"subscription_id":"01a22740-7078-7714-8c0d-5ee36f8f3334"}',201,'2026-11-29T12:21:04.245998Z');
CREATE TABLE inbox (
	event_id TEXT NOT NULL, 
	source TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	received_at TEXT NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (event_id)
);
INSERT INTO inbox VALUES('01a22740-7094-7f6b-a805-b2b31bb8bf9f','/qingcheng/intake',1,'2026-11-29T12:21:04.323151Z');
INSERT INTO inbox VALUES('01a22740-7094-7692-94c0-4b7009222ab8','/qingcheng/intake',2,'2026-11-29T12:21:04.323151Z');
INSERT INTO inbox VALUES('01a22740-70a1-7089-857c-e3f53e3ebe73','/qingcheng/intake',3,'2026-11-29T12:21:04.323151Z');
INSERT INTO inbox VALUES('01a22740-7117-7bcf-8285-653f1c2413fe','/qingcheng/intake',4,'2026-11-29T12:21:04.443422Z');
INSERT INTO inbox VALUES('01a22740-7117-76a4-b9c6-409af4c7cd40','/qingcheng/intake',5,'2026-11-29T12:21:04.443422Z');
INSERT INTO inbox VALUES('01a22740-7129-77a8-9b78-17caeb786ca0','/qingcheng/intake',6,'2026-11-29T12:21:04.443422Z');
INSERT INTO inbox VALUES('01a22740-7159-7761-8511-0a2208841982','/qingcheng/intake',7,'2026-11-29T12:21:04.530797Z');
INSERT INTO inbox VALUES('01a22740-716f-7941-a287-855946305efb','/qingcheng/intake',8,'2026-11-29T12:21:04.568846Z');
INSERT INTO inbox VALUES('01a22740-716f-7eee-a38b-3a6fb1c34b25','/qingcheng/intake',9,'2026-11-29T12:21:04.568846Z');
INSERT INTO inbox VALUES('01a22740-7171-743a-8142-5ecd48c67598','/qingcheng/intake',10,'2026-11-29T12:21:04.568846Z');
INSERT INTO inbox VALUES('01a22740-71e0-7377-a183-c1c3668add87','/qingcheng/intake',11,'2026-11-29T12:21:04.625873Z');
INSERT INTO inbox VALUES('01a22740-71e0-7a6b-b1c2-4de625f33764','/qingcheng/intake',12,'2026-11-29T12:21:04.625873Z');
INSERT INTO inbox VALUES('01a22740-71e3-7562-bfbc-1b81c3cf2bcd','/qingcheng/intake',13,'2026-11-29T12:21:04.625873Z');
INSERT INTO inbox VALUES('01a22740-720d-71f8-b8f3-140c19dc6c49','/qingcheng/intake',14,'2026-11-29T12:21:04.682526Z');
INSERT INTO inbox VALUES('01a22740-722c-7712-bd4f-4e36f765ffe8','/qingcheng/registry',1,'2026-11-29T12:21:04.769234Z');
INSERT INTO inbox VALUES('01a22740-7250-792a-8b57-5157840085b3','/qingcheng/registry',2,'2026-11-29T12:21:04.800272Z');
INSERT INTO inbox VALUES('01a22740-7271-7826-aeb8-eee11dc47ed3','/qingcheng/notify',1,'2026-11-29T12:21:04.816096Z');
INSERT INTO inbox VALUES('01a22740-7283-726f-99f6-124ae0fb4c38','/qingcheng/adoption',1,'2026-11-29T12:21:04.845744Z');
INSERT INTO inbox VALUES('01a22740-72c4-7ccf-a4a2-19589072894c','/qingcheng/adoption',2,'2026-11-29T12:21:04.888024Z');
INSERT INTO inbox VALUES('01a22740-72ed-7867-a702-b0cb438de8bb','/qingcheng/intake',15,'2026-11-29T12:21:04.929603Z');
INSERT INTO inbox VALUES('01a22740-7318-7689-86dd-d994a3e30bd1','/qingcheng/intake',16,'2026-11-29T12:21:04.966549Z');
INSERT INTO inbox VALUES('01a22740-7349-7e7c-bbfe-28052beb8dd0','/qingcheng/adoption',3,'2026-11-29T12:21:05.006840Z');
INSERT INTO inbox VALUES('01a22740-737e-734b-b6e4-40c31fd71f2e','/qingcheng/adoption',4,'2026-11-29T12:21:05.072105Z');
INSERT INTO inbox VALUES('01a22740-73a3-77b8-8c2b-28f7566b3f0d','/qingcheng/adoption',5,'2026-11-29T12:21:05.152569Z');
INSERT INTO inbox VALUES('01a22740-73ba-7494-98c7-5893754ec40c','/qingcheng/intake',17,'2026-11-29T12:21:05.154034Z');
INSERT INTO inbox VALUES('01a22740-73da-7402-9cc4-7c62c8d2a78b','/qingcheng/adoption',6,'2026-11-29T12:21:05.190341Z');
INSERT INTO inbox VALUES('01a22740-73ec-7356-aac6-ee582d5ec3aa','/qingcheng/intake',18,'2026-11-29T12:21:05.221697Z');
INSERT INTO inbox VALUES('01a22740-741b-72da-a1a3-723caf8a289a','/qingcheng/adoption',7,'2026-11-29T12:21:05.404101Z');
INSERT INTO inbox VALUES('01a22740-748a-7702-a32c-6424d5b5c2e0','/qingcheng/notify',2,'2026-11-29T12:21:05.422582Z');
INSERT INTO inbox VALUES('01a22740-743f-7ed0-bc7c-62f551a25722','/qingcheng/intake',19,'2026-11-29T12:21:05.423844Z');
INSERT INTO inbox VALUES('01a22740-74bc-76b9-97c5-2ecaa73525fc','/qingcheng/intake',20,'2026-11-29T12:21:05.477636Z');
INSERT INTO inbox VALUES('01a22740-74bd-7372-af86-5739877cc0c8','/qingcheng/intake',21,'2026-11-29T12:21:05.477636Z');
INSERT INTO inbox VALUES('01a22740-7548-7b20-8c5a-b4830cede12d','/qingcheng/notify',3,'2026-11-29T12:21:05.499262Z');
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
INSERT INTO journal VALUES('qingcheng:notify',1,'01a22740-7271-7826-aeb8-eee11dc47ed3','cn.qingcheng.message.sent.v1','01a22740-722c-722a-b229-efec1da703f6','2026-11-29T12:21:04.757593Z','00-ce1636260123a6075bfb2ce7f9c91b71-ebad93b1c92a0949-01','{"occurred_at":"2026-11-29T12:21:04.745906Z","message_id":"01a22740-722c-722a-b229-efec1da703f6","channel":"console","template":"OperationClosed","about_event":"01a22740-720d-71f8-b8f3-140c19dc6c49","attempts":1}');
INSERT INTO journal VALUES('qingcheng:notify',2,'01a22740-748a-7702-a32c-6424d5b5c2e0','cn.qingcheng.message.sent.v1','01a22740-7401-7b8e-a685-de339a56abee','2026-11-29T12:21:05.290897Z','00-0065a99cad789b6e988d2519388fd9a5-4960ff5b110bfd0c-01','{"occurred_at":"2026-11-29T12:21:05.279267Z","message_id":"01a22740-7401-7b8e-a685-de339a56abee","channel":"console","template":"DogAdopted","about_event":"01a22740-73a3-77b8-8c2b-28f7566b3f0d","attempts":1}');
INSERT INTO journal VALUES('qingcheng:notify',3,'01a22740-7548-7b20-8c5a-b4830cede12d','cn.qingcheng.message.sent.v1','01a22740-74fd-73a0-8cc4-459eb466b6a7','2026-11-29T12:21:05.481255Z','00-b503fee5add80bf8ce2462a83127effa-a534180af8c648d2-01','{"occurred_at":"2026-11-29T12:21:05.480007Z","message_id":"01a22740-74fd-73a0-8cc4-459eb466b6a7","channel":"console","template":"DogReclaimed","about_event":"01a22740-741b-72da-a1a3-723caf8a289a","attempts":1}');
CREATE TABLE relayed (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, ends TEXT DEFAULT '' NOT NULL, length BIGINT DEFAULT '-1' NOT NULL, added BIGINT DEFAULT '-1' NOT NULL, trimmed BIGINT DEFAULT '0', 
	CONSTRAINT pk_relayed PRIMARY KEY (stream)
);
INSERT INTO relayed VALUES('qingcheng:notify',1,'1795954864800-0',1,1,0);
INSERT INTO relayed VALUES('qingcheng:notify:restricted',0,'0-0',0,0,0);
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
INSERT INTO known_keys VALUES('personal-notify','ebccbabbb732c994caa522252e953bc2','2026-11-29T12:21:03.892042Z',0);
CREATE TABLE heard_of (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	CONSTRAINT pk_heard_of PRIMARY KEY (stream)
);
INSERT INTO heard_of VALUES('qingcheng:intake',21,'01a22740-74bd-7372-af86-5739877cc0c8');
INSERT INTO heard_of VALUES('qingcheng:registry',2,'01a22740-7250-792a-8b57-5157840085b3');
INSERT INTO heard_of VALUES('qingcheng:notify',3,'01a22740-7548-7b20-8c5a-b4830cede12d');
INSERT INTO heard_of VALUES('qingcheng:adoption',7,'01a22740-741b-72da-a1a3-723caf8a289a');
CREATE TABLE contradictions (
	stream TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	event_id TEXT NOT NULL, 
	said_by TEXT NOT NULL, 
	found_at TEXT NOT NULL, 
	decided_at TEXT, 
	CONSTRAINT pk_contradictions PRIMARY KEY (stream)
);
CREATE INDEX ix_feed_audience_position ON feed (audience, position);
CREATE INDEX ix_feed_type_position ON feed (type, position);
CREATE INDEX ix_message_due ON message (channel, status, next_at);
CREATE INDEX ix_attempt_message_id ON attempt (message_id);
CREATE INDEX ix_journal_subject ON journal (subject);
COMMIT;
