-- +goose Up

-- Where nobody can open for an office any more, and its recovery code is lost, one of its officers proposes a new key and another
-- agrees. Until then the public half of that key stands here, and office_key is of it: he opens nothing by it.
alter table complaint_reader add column proposes bytea;
