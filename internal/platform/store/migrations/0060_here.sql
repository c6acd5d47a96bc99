-- +goose Up
-- Who is here is a tenth of whom a facility has known: lists of those who are here do not walk past those who left.
CREATE INDEX resident_here_list ON resident_resident (facility, unit, admitted_on, id) WHERE left_on IS NULL;
CREATE INDEX facility_bed_of ON facility_bed (facility);
