-- +goose Up
-- Where a facility is and how it is called: what families and organs read on its papers.
ALTER TABLE facility_unit ADD COLUMN address TEXT;
ALTER TABLE facility_unit ADD COLUMN phone TEXT;
