// Package facility is where things stand: the bureau, its facilities (戒毒所), their units (大队, 科室), and
// inside them buildings, rooms and beds.
//
// Names are neutral for everyone. What a ward is for medically is a fact of the clinical or infection
// compartment and is not written here, so that no list, count or address can give away why somebody sleeps
// where he sleeps. The zone of a room (四区) is an assignment of the place; the phase of a person is a fact
// of the person, and the two may differ.
//
// A unit is never deleted: it closes on a day, and keeps its past.
package facility
