-- What Debrief 0.1.0's first schema (migration 0001) holds after a small incident: told, resolved, drafted, one item filed.
BEGIN TRANSACTION;
CREATE TABLE action_item (
	id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	incident VARCHAR NOT NULL, 
	draft VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	evidence VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	rewritten BOOLEAN NOT NULL, 
	owner VARCHAR, 
	owner_id VARCHAR, 
	due VARCHAR, 
	ticket_key VARCHAR, 
	ticket_url VARCHAR, 
	trouble VARCHAR, 
	tried_at DATETIME, 
	CONSTRAINT pk_action_item PRIMARY KEY (id)
);
INSERT INTO "action_item" VALUES('01a20b79-3f41-7aa2-bdd0-783891952678','T0EMULATED','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','01a20b79-3f41-71ce-b86b-9002d0004085',0,'Add an alert on pool saturation by friday.','["1795488824.921447"]','filed',0,'U0000000003','U0000000003','by friday','OPS-1','https://jira.example.com/browse/OPS-1',NULL,NULL);
INSERT INTO "action_item" VALUES('01a20b79-3f41-7a9c-afbe-5649441a9bfb','T0EMULATED','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','01a20b79-3f41-71ce-b86b-9002d0004085',1,'Load test pool size changes before they ship.','["1795488824.921484"]','open',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE channel (
	team VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	is_private BOOLEAN NOT NULL, 
	capture VARCHAR NOT NULL, 
	CONSTRAINT pk_channel PRIMARY KEY (team, id)
);
INSERT INTO "channel" VALUES('T0EMULATED','C0000000004','inc-checkout',0,'yes');
CREATE TABLE draft (
	id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	incident VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (id)
);
INSERT INTO "draft" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','T0EMULATED','01a20b79-3e9e-7146-9dc7-2f22f80a26e6',1,'{"title":"Checkout","severity":"SEV2","drafter":"extractive","times":{"started":"2026-11-23T14:05:00+00:00","detected":"2026-11-24T02:53:44.921090+00:00","mitigated":"2026-11-24T02:53:44.921360+00:00","resolved":"2026-11-24T02:53:44.921407+00:00"},"summary":[{"text":"The first sign came at 02:53 UTC on 2026-11-24: Checkout returns 502 for about a third of requests since 14:05.","evidence":["1795488824.921090"],"computed":[],"absence":false,"withdrawn":false},{"text":"Probable cause (very likely): Root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections.","evidence":["1795488824.921277","1795488824.921315","1795488824.921407"],"computed":[],"absence":false,"withdrawn":false},{"text":"The channel reports recovery at 02:53 UTC on 2026-11-24: Confirmed, checkout works again, customers can pay.","evidence":["1795488824.921407"],"computed":[],"absence":false,"withdrawn":false},{"text":"Read: 10 messages by 3 people, 2026-11-24 02:53 to 2026-11-24 02:53 UTC.","evidence":["1795488824.921090","1795488824.921484"],"computed":["10 messages","3 people"],"absence":false,"withdrawn":false}],"impact":[{"text":"Error rate 31% on checkout-api, started right after deploy v812","evidence":["1795488824.921151"],"computed":[],"absence":false,"withdrawn":false},{"text":"The channel does not establish how many customers or users were affected.","evidence":[],"computed":[],"absence":true,"withdrawn":false},{"text":"From the first sign to the end as the channel shows it: 0 minutes.","evidence":["1795488824.921090","1795488824.921407"],"computed":["0 minutes"],"absence":false,"withdrawn":false}],"timeline":[{"text":"Checkout returns 502 for about a third of requests since 14:05.","evidence":["1795488824.921090"],"computed":[],"absence":false,"withdrawn":false,"at":"2026-11-24T02:53:44.921090+00:00","kind":"report","importance":0.6},{"text":"Error rate 31% on checkout-api, started right after deploy v812","evidence":["1795488824.921151"],"computed":[],"absence":false,"withdrawn":false,"at":"2026-11-24T02:53:44.921151+00:00","kind":"deploy","importance":0.5},{"text":"Root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections.","evidence":["1795488824.921277"],"computed":[],"absence":false,"withdrawn":false,"at":"2026-11-24T02:53:44.921277+00:00","kind":"finding","importance":1.0},{"text":"Rolling back v812; Rollback done, error rate back to 0.2%.","evidence":["1795488824.921315","1795488824.921360"],"computed":[],"absence":false,"withdrawn":false,"at":"2026-11-24T02:53:44.921315+00:00","kind":"action","importance":0.78},{"text":"Confirmed, checkout works again, customers can pay.","evidence":["1795488824.921407"],"computed":[],"absence":false,"withdrawn":false,"at":"2026-11-24T02:53:44.921407+00:00","kind":"recovery","importance":0.72}],"causes":[{"text":"Root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections.","evidence":["1795488824.921277","1795488824.921315","1795488824.921407"],"computed":[],"absence":false,"withdrawn":false,"confidence":0.9,"status":"confirmed","against":[]}],"factors":[],"went_well":[{"text":"The finding behind the likeliest cause was shared 0 minutes after the first sign.","evidence":["1795488824.921090","1795488824.921277"],"computed":["0 minutes"],"absence":false,"withdrawn":false}],"questions":[],"actions":[{"text":"Add an alert on pool saturation by friday.","evidence":["1795488824.921447"],"computed":[],"absence":false,"withdrawn":false,"owner":"U0000000003","owner_id":"U0000000003","due":"by friday","priority":null},{"text":"Load test pool size changes before they ship.","evidence":["1795488824.921484"],"computed":[],"absence":false,"withdrawn":false,"owner":null,"owner_id":null,"due":null,"priority":null}]}','2026-11-24 02:53:45.153770');
CREATE TABLE draft_evidence (
	draft VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	CONSTRAINT pk_draft_evidence PRIMARY KEY (draft, ts)
);
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921090','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921151','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921197','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921239','1795488824.970015');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921277','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921315','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921360','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921407','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921447','');
INSERT INTO "draft_evidence" VALUES('01a20b79-3f41-71ce-b86b-9002d0004085','1795488824.921484','');
CREATE TABLE inbox_event (
	team VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	channel VARCHAR, 
	message_ts VARCHAR, 
	received_at DATETIME NOT NULL, 
	raw TEXT, 
	unreadable VARCHAR, 
	CONSTRAINT pk_inbox_event PRIMARY KEY (team, event_id)
);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000001','channel_created','C0000000004',NULL,'2026-11-24 02:53:44.932522','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"channel_created","channel":{"id":"C0000000004","name":"inc-checkout","created":1795488824,"creator":"U0000000001"},"event_ts":"1795488824.920927"},"type":"event_callback","event_id":"Ev6599DE0000001","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000002','member_joined_channel','C0000000004',NULL,'2026-11-24 02:53:44.940316','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"user":"U0DEBRIEF01","channel":"C0000000004","channel_type":"C","team":"T0EMULATED","event_ts":"1795488824.921021","type":"member_joined_channel","inviter":"U0000000001"},"type":"event_callback","event_id":"Ev6599DE0000002","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000003','message','C0000000004','1795488824.921090','2026-11-24 02:53:44.941595','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921090","team":"T0EMULATED","user":"U0000000001","text":"checkout returns 502 for about a third of requests since 14:05","client_msg_id":"9685d4e9-9b64-46b4-82ec-be780c285f8c","blocks":[{"type":"rich_text","block_id":"b0000000005","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"checkout returns 502 for about a third of requests since 14:05"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921090"},"type":"event_callback","event_id":"Ev6599DE0000003","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000004','message','C0000000004','1795488824.921151','2026-11-24 02:53:44.946692','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921151","team":"T0EMULATED","user":"U0000000002","text":"looking. error rate 31% on checkout-api, started right after deploy v812","client_msg_id":"7c21b712-360d-4157-9e7a-010940ad671e","blocks":[{"type":"rich_text","block_id":"b0000000006","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"looking. error rate 31% on checkout-api, started right after deploy v812"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921151"},"type":"event_callback","event_id":"Ev6599DE0000004","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000005','message','C0000000004','1795488824.921197','2026-11-24 02:53:44.948801','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921197","team":"T0EMULATED","user":"U0000000001","text":"could it be the payment provider?","client_msg_id":"5f51245a-681c-44cd-98c6-640d595cc0b5","blocks":[{"type":"rich_text","block_id":"b0000000007","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"could it be the payment provider?"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921197"},"type":"event_callback","event_id":"Ev6599DE0000005","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000006','message','C0000000004','1795488824.921239','2026-11-24 02:53:44.951076','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921239","team":"T0EMULATED","user":"U0000000002","text":"no, provider status is green and their latency is flat, ruled out","client_msg_id":"63904b2d-a827-418f-8bc5-3c248df6f788","blocks":[{"type":"rich_text","block_id":"b0000000008","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"no, provider status is green and their latency is flat, ruled out"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921239"},"type":"event_callback","event_id":"Ev6599DE0000006","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000007','message','C0000000004','1795488824.921277','2026-11-24 02:53:44.952845','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921277","team":"T0EMULATED","user":"U0000000003","text":"root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections","client_msg_id":"e9f94057-1e8c-455b-a103-bd2d8c9df69e","blocks":[{"type":"rich_text","block_id":"b0000000009","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921277"},"type":"event_callback","event_id":"Ev6599DE0000007","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000008','message','C0000000004','1795488824.921315','2026-11-24 02:53:44.954908','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921315","team":"T0EMULATED","user":"U0000000002","text":"rolling back v812","client_msg_id":"218dcd46-84ae-4b1c-aec6-59c9ae4f0c29","blocks":[{"type":"rich_text","block_id":"b0000000010","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"rolling back v812"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921315"},"type":"event_callback","event_id":"Ev6599DE0000008","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000009','message','C0000000004','1795488824.921360','2026-11-24 02:53:44.956743','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921360","team":"T0EMULATED","user":"U0000000002","text":"rollback done, error rate back to 0.2%","client_msg_id":"baa7a695-2520-4564-8334-5151ecb191e0","blocks":[{"type":"rich_text","block_id":"b0000000011","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"rollback done, error rate back to 0.2%"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921360"},"type":"event_callback","event_id":"Ev6599DE0000009","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000010','message','C0000000004','1795488824.921407','2026-11-24 02:53:44.959604','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921407","team":"T0EMULATED","user":"U0000000001","text":"confirmed, checkout works again, customers can pay","client_msg_id":"d603bf1e-54a9-4a5c-80e9-fe688599e6a0","blocks":[{"type":"rich_text","block_id":"b0000000012","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"confirmed, checkout works again, customers can pay"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921407"},"type":"event_callback","event_id":"Ev6599DE0000010","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000011','message','C0000000004','1795488824.921447','2026-11-24 02:53:44.961409','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921447","team":"T0EMULATED","user":"U0000000003","text":"I''ll add an alert on pool saturation by friday","client_msg_id":"052f1a0a-6bb4-40fd-89a6-5c940e51a019","blocks":[{"type":"rich_text","block_id":"b0000000013","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"I''ll add an alert on pool saturation by friday"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921447"},"type":"event_callback","event_id":"Ev6599DE0000011","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000012','message','C0000000004','1795488824.921484','2026-11-24 02:53:44.963271','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","ts":"1795488824.921484","team":"T0EMULATED","user":"U0000000002","text":"we should load test pool size changes before they ship","client_msg_id":"d91ee9ed-d65a-4243-97c2-987a963684dc","blocks":[{"type":"rich_text","block_id":"b0000000014","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"we should load test pool size changes before they ship"}]}]}],"channel":"C0000000004","channel_type":"channel","event_ts":"1795488824.921484"},"type":"event_callback","event_id":"Ev6599DE0000012","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000013','message','C0000000004','1795488824.921239','2026-11-24 02:53:44.972363','{"token":"emulated","team_id":"T0EMULATED","context_team_id":"T0EMULATED","context_enterprise_id":null,"api_app_id":"A0DEBRIEF01","event":{"type":"message","subtype":"message_changed","hidden":true,"message":{"type":"message","ts":"1795488824.921239","team":"T0EMULATED","user":"U0000000002","text":"no, provider status is green, ruled out","client_msg_id":"63904b2d-a827-418f-8bc5-3c248df6f788","blocks":[{"type":"rich_text","block_id":"b0000000015","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"no, provider status is green, ruled out"}]}]}],"edited":{"user":"U0000000002","ts":"1795488824.970015"},"source_team":"T0EMULATED","user_team":"T0EMULATED"},"previous_message":{"type":"message","ts":"1795488824.921239","team":"T0EMULATED","user":"U0000000002","text":"no, provider status is green and their latency is flat, ruled out","client_msg_id":"63904b2d-a827-418f-8bc5-3c248df6f788","blocks":[{"type":"rich_text","block_id":"b0000000008","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"no, provider status is green and their latency is flat, ruled out"}]}]}]},"channel":"C0000000004","channel_type":"channel","ts":"1795488824.970015","event_ts":"1795488824.970015"},"type":"event_callback","event_id":"Ev6599DE0000013","event_time":1795488824,"authorizations":[{"enterprise_id":null,"team_id":"T0EMULATED","user_id":"U0DEBRIEF01","is_bot":true,"is_enterprise_install":false}],"is_ext_shared_channel":false}',NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000014','message','C0000000004','1795488824.970174','2026-11-24 02:53:44.981643',NULL,NULL);
INSERT INTO "inbox_event" VALUES('T0EMULATED','Ev6599DE0000015','message','C0000000004','1795488824.970174','2026-11-24 02:53:44.999342',NULL,NULL);
CREATE TABLE incident (
	id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	opened_by VARCHAR, 
	severity VARCHAR, 
	type VARCHAR, 
	service VARCHAR, 
	owning_team VARCHAR, 
	lead VARCHAR, 
	mitigated_at DATETIME, 
	mitigated_by VARCHAR, 
	resolved_at DATETIME, 
	resolved_by VARCHAR, 
	revision INTEGER NOT NULL, 
	CONSTRAINT pk_incident PRIMARY KEY (id)
);
INSERT INTO "incident" VALUES('01a20b79-3e9e-7146-9dc7-2f22f80a26e6','T0EMULATED',1,'C0000000004','Checkout','resolved','2026-11-24 02:53:44.990558',NULL,'SEV2',NULL,NULL,NULL,'U0000000002',NULL,NULL,'2026-11-24 02:53:45.056936','U0000000001',1);
CREATE TABLE incident_change (
	id VARCHAR NOT NULL, 
	incident VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR, 
	field VARCHAR NOT NULL, 
	value VARCHAR, 
	CONSTRAINT pk_incident_change PRIMARY KEY (id)
);
INSERT INTO "incident_change" VALUES('01a20b79-3e9e-718b-8a0c-dcc451009f8e','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','2026-11-24 02:53:44.990558',NULL,'status','open');
INSERT INTO "incident_change" VALUES('01a20b79-3ec2-7642-b330-69dc9c36d615','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','2026-11-24 02:53:45.026280','U0000000001','severity','SEV2');
INSERT INTO "incident_change" VALUES('01a20b79-3ed3-7721-b506-0af07064a8ff','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','2026-11-24 02:53:45.043519','U0000000001','lead','U0000000002');
INSERT INTO "incident_change" VALUES('01a20b79-3ee0-77c9-97ba-029889e4c735','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','2026-11-24 02:53:45.056936','U0000000001','status','resolved');
CREATE TABLE job (
	id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	due_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	wanted INTEGER NOT NULL, 
	lease_until DATETIME, 
	error VARCHAR, 
	CONSTRAINT pk_job PRIMARY KEY (id)
);
INSERT INTO "job" VALUES('01a20b79-3e64-7bb7-91a9-b89d144e031f','T0EMULATED','channel','C0000000004','done','2026-11-24 02:53:45.011837',1,0,2,NULL,NULL);
INSERT INTO "job" VALUES('01a20b79-3e9e-7034-a115-fca175d019b4','T0EMULATED','card','01a20b79-3e9e-7146-9dc7-2f22f80a26e6','done','2026-11-24 02:53:45.135957',3,0,4,NULL,NULL);
INSERT INTO "job" VALUES('01a20b79-3ee0-7cde-908a-a74891fe21e3','T0EMULATED','postmortem','01a20b79-3e9e-7146-9dc7-2f22f80a26e6:1','done','2026-11-24 02:53:45.164804',1,0,1,NULL,NULL);
INSERT INTO "job" VALUES('01a20b79-3f41-740c-80bc-e85e0b457830','T0EMULATED','deliver','01a20b79-3f41-71ce-b86b-9002d0004085','done','2026-11-24 02:53:45.227574',1,0,1,NULL,NULL);
INSERT INTO "job" VALUES('01a20b79-3f7c-731d-9f3c-c05f01a23ce1','T0EMULATED','file','01a20b79-3f41-7aa2-bdd0-783891952678','done','2026-11-24 02:53:45.339360',1,0,1,NULL,NULL);
INSERT INTO "job" VALUES('01a20b79-3f7c-7452-a952-34bc185627a8','T0EMULATED','items','01a20b79-3f41-71ce-b86b-9002d0004085','done','2026-11-24 02:53:45.356118',2,0,3,NULL,NULL);
CREATE TABLE membership (
	team VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	CONSTRAINT pk_membership PRIMARY KEY (team, user, channel)
);
INSERT INTO "membership" VALUES('T0EMULATED','U0DEBRIEF01','C0000000004');
CREATE TABLE message (
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	thread_ts VARCHAR, 
	author VARCHAR, 
	author_name VARCHAR, 
	author_is_bot BOOLEAN, 
	subtype VARCHAR, 
	deleted BOOLEAN NOT NULL, 
	CONSTRAINT pk_message PRIMARY KEY (team, channel, ts)
);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921090',NULL,'U0000000001','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921151',NULL,'U0000000002','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921197',NULL,'U0000000001','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921239',NULL,'U0000000002','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921277',NULL,'U0000000003','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921315',NULL,'U0000000002','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921360',NULL,'U0000000002','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921407',NULL,'U0000000001','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921447',NULL,'U0000000003','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.921484',NULL,'U0000000002','',0,NULL,0);
INSERT INTO "message" VALUES('T0EMULATED','C0000000004','1795488824.970174',NULL,'U0000000001','',0,NULL,1);
CREATE TABLE message_version (
	team VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	version VARCHAR NOT NULL, 
	told_ts VARCHAR NOT NULL, 
	text TEXT, 
	files TEXT, 
	CONSTRAINT pk_message_version PRIMARY KEY (team, channel, ts, version)
);
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921090','','','checkout returns 502 for about a third of requests since 14:05','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921151','','','looking. error rate 31% on checkout-api, started right after deploy v812','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921197','','','could it be the payment provider?','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921239','','','no, provider status is green and their latency is flat, ruled out','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921277','','','root cause: deploy v812 lowered the pool size to 5, so checkout-api runs out of connections','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921315','','','rolling back v812','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921360','','','rollback done, error rate back to 0.2%','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921407','','','confirmed, checkout works again, customers can pay','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921447','','','I''ll add an alert on pool saturation by friday','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921484','','','we should load test pool size changes before they ship','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.921239','1795488824.970015','1795488824.970015','no, provider status is green, ruled out','[]');
INSERT INTO "message_version" VALUES('T0EMULATED','C0000000004','1795488824.970174','','',NULL,NULL);
CREATE TABLE outbox (
	team VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread_ts VARCHAR, 
	ts VARCHAR, 
	begun_at DATETIME NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (team, "key")
);
INSERT INTO "outbox" VALUES('T0EMULATED','card:01a20b79-3e9e-7146-9dc7-2f22f80a26e6','C0000000004',NULL,'1795488825.038827','2026-11-24 02:53:45.031307');
INSERT INTO "outbox" VALUES('T0EMULATED','resolved:01a20b79-3e9e-7146-9dc7-2f22f80a26e6:1','C0000000004',NULL,'1795488825.115361','2026-11-24 02:53:45.108597');
INSERT INTO "outbox" VALUES('T0EMULATED','draft:01a20b79-3f41-71ce-b86b-9002d0004085:part:0','C0000000004','1795488825.115361','1795488825.180479','2026-11-24 02:53:45.177492');
INSERT INTO "outbox" VALUES('T0EMULATED','draft:01a20b79-3f41-71ce-b86b-9002d0004085:file','C0000000004','1795488825.115361','F0000000046','2026-11-24 02:53:45.187560');
INSERT INTO "outbox" VALUES('T0EMULATED','draft:01a20b79-3f41-71ce-b86b-9002d0004085:items:0','C0000000004','1795488825.115361','1795488825.206423','2026-11-24 02:53:45.203565');
CREATE TABLE person (
	team VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	is_bot BOOLEAN NOT NULL, 
	full_member BOOLEAN NOT NULL, 
	read_at DATETIME NOT NULL, 
	channels_read_at DATETIME, 
	CONSTRAINT pk_person PRIMARY KEY (team, id)
);
INSERT INTO "person" VALUES('T0EMULATED','U0000000002','Tom Abara',0,1,'2026-11-24 02:53:45.075474',NULL);
INSERT INTO "person" VALUES('T0EMULATED','U0000000001','Maya Lind',0,1,'2026-11-24 02:53:45.086282',NULL);
INSERT INTO "person" VALUES('T0EMULATED','U0000000003','Ines Duarte',0,1,'2026-11-24 02:53:45.265700',NULL);
CREATE TABLE unrecallable (
	id VARCHAR NOT NULL, 
	team VARCHAR NOT NULL, 
	incident VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_unrecallable PRIMARY KEY (id)
);
CREATE INDEX ix_action_item_incident ON action_item (incident);
CREATE UNIQUE INDEX uq_action_item_draft_position ON action_item (team, draft, position);
CREATE UNIQUE INDEX uq_draft_incident_revision ON draft (team, incident, revision);
CREATE INDEX ix_inbox_event_message ON inbox_event (team, channel, message_ts);
CREATE INDEX ix_incident_channel ON incident (team, channel);
CREATE UNIQUE INDEX uq_incident_team_number ON incident (team, number);
CREATE INDEX ix_incident_change_incident ON incident_change (incident);
CREATE INDEX ix_job_due ON job (state, due_at);
CREATE UNIQUE INDEX uq_job_team_kind_key ON job (team, kind, "key");
COMMIT;
