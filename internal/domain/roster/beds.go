package roster

import (
	"context"
	"slices"
	"strings"

	"guitu/internal/base/civil"
	"guitu/internal/base/id"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/law"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/placement/separation"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster/book"
	"guitu/internal/platform/store"
)

// dormitory is the beds of a facility and who keeps them, rooms and beds by their names as they are compared.
type dormitory struct {
	beds   map[string]facility.BedNamed // by room and bed
	rooms  map[string]string            // by room: as the house writes it
	keeper map[id.ID]id.ID              // bed → person
	has    map[id.ID]id.ID              // person → bed
	room   map[id.ID]string             // bed → room as compared
	units  map[string]id.ID             // room → the brigade that keeps it
	names  map[id.ID]string             // of brigades
}

func bedKey(p facility.Place) string { return book.Fold(p.Room) + "\x00" + book.Fold(p.Bed) }

func readDormitory(ctx context.Context, tx *store.Tx, f id.ID) (*dormitory, error) {
	d := &dormitory{
		beds: map[string]facility.BedNamed{}, rooms: map[string]string{},
		keeper: map[id.ID]id.ID{}, has: map[id.ID]id.ID{}, room: map[id.ID]string{},
		units: map[string]id.ID{}, names: map[id.ID]string{},
	}
	if f == "" {
		return d, nil
	}
	rooms, err := facility.RoomNames(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	for _, r := range rooms {
		d.rooms[book.Fold(r)] = r
	}
	beds, err := facility.Beds(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	for _, b := range beds {
		d.beds[bedKey(b.Place)], d.room[b.Bed] = b, book.Fold(b.Place.Room)
		d.units[book.Fold(b.Place.Room)] = b.Unit
	}
	units, err := facility.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		d.names[u.ID] = u.Name
	}
	here, err := placement.Here(ctx, tx, f)
	for _, s := range here {
		d.keeper[s.Bed], d.has[s.Person] = s.Person, s.Bed
	}
	return d, err
}

// settleBeds gives everybody his bed, rejects who lies in a bed that somebody keeps, and warns of rooms that
// break a rule.
func (k *Desk) settleBeds(ctx context.Context, tx *store.Tx, p *plan) error {
	d, err := readDormitory(ctx, tx, p.facility.ID)
	if err != nil {
		return err
	}
	for _, in := range p.people {
		in.knock(p, d)
	}
	for again := true; again; { // who is rejected stays where he is, and may be in another's way
		again = false
		going := map[id.ID]bool{}
		for _, in := range p.people {
			b, stands := d.beds[bedKey(in.bed)]
			going[in.who.ID] = in.bed != (facility.Place{}) && !(stands && d.has[in.who.ID] == b.Bed) || in.held.Leaves || in.moves
		}
		for _, in := range p.people {
			b, stands := d.beds[bedKey(in.bed)]
			if by := d.keeper[b.Bed]; stands && in.bed != (facility.Place{}) && by != "" && by != in.who.ID && !going[by] {
				again = true
				p.refuseBed(in)
			}
		}
		p.people = slices.DeleteFunc(p.people, func(in *intake) bool { return len(in.rows) == 0 })
	}
	for _, in := range p.people {
		if in.bed == (facility.Place{}) {
			continue
		}
		b, stands := d.beds[bedKey(in.bed)]
		switch {
		case stands && d.has[in.who.ID] == b.Bed && !in.held.Leaves && !in.moves:
			in.bed = facility.Place{} // he lies there
		case stands:
			in.bed = b.Place
			in.joins(p, d, b.Unit)
		default:
			if name, ok := d.rooms[book.Fold(in.bed.Room)]; ok {
				in.bed.Room = name
				in.joins(p, d, d.units[book.Fold(in.bed.Room)])
			} else {
				d.rooms[book.Fold(in.bed.Room)] = in.bed.Room
			}
		}
		if in.bed.Bed != "" && in.stay.ID != "" {
			r, _ := in.now()
			in.differs(r.Row, book.Bed, "", strings.TrimSpace(in.bed.Room+" "+in.bed.Bed))
		}
	}
	return k.separate(ctx, tx, p, d)
}

// joins gives somebody who has no brigade to the one that keeps his room: no roster names brigades, and who belongs to none
// is on no brigade's roll. The report says so.
func (in *intake) joins(p *plan, d *dormitory, brigade id.ID) {
	if brigade == "" || in.unit != "" {
		return
	}
	lasts := slices.IndexFunc(in.stays, resident.Resident.Here)
	switch {
	case lasts >= 0:
		in.stays[lasts].Unit = brigade
	case in.stay.ID == "" || in.stay.Unit != "":
		return
	}
	in.unit = brigade
	if r, ok := in.now(); ok {
		p.noticed = append(p.noticed, book.Problem{Row: r.Row, Column: book.Room, Code: book.BrigadeByRoom, Value: r.Room, Args: []any{r.Room, d.names[brigade]}})
	}
}

// knock looks at a room that a row names without a bed: he stays in his bed there, or leaves one elsewhere.
func (in *intake) knock(p *plan, d *dormitory) {
	if in.bed.Room == "" || in.bed.Bed != "" {
		return
	}
	has := d.room[d.has[in.who.ID]]
	if has == book.Fold(in.bed.Room) && !in.held.Leaves && !in.moves {
		in.bed = facility.Place{}
		return
	}
	in.rises = has != ""
	r, _ := in.now()
	in.note(p, r, book.Note{Header: string(book.Room), Text: r.Room})
}

// refuseBed rejects the row that puts a person into a bed that somebody of the house keeps.
func (p *plan) refuseBed(in *intake) {
	r, _ := in.now()
	// Other rows of the same person hang on this one (a second measure, a move): they go back with it.
	for _, o := range in.rows {
		p.refuse(book.Problem{Row: o.Row, Column: book.Bed, Code: book.BedTaken, Value: r.Bed, Advice: "roster.bed_taken_in_house"})
	}
	in.rows = nil
}

// separate finds the rooms that break a rule of separation or hold several phases, warns on every row of
// somebody who sleeps there, and notes who should move where somebody newly came.
func (k *Desk) separate(ctx context.Context, tx *store.Tx, p *plan, d *dormitory) error {
	rooms, fresh, err := k.roommates(ctx, tx, p, d)
	if err != nil {
		return err
	}
	rows := map[id.ID]book.Row{}
	for _, in := range p.people {
		if r, ok := in.now(); ok {
			rows[in.who.ID] = r
		}
	}
	var warnings []book.Problem
	for room, people := range rooms {
		for _, b := range separation.Found(people) {
			for _, n := range people {
				if r, ok := rows[n.Person]; ok {
					warnings = append(warnings, book.Problem{Row: r.Row, Column: book.Room, Code: b.Code, Value: r.Room})
				}
			}
			if fresh[room] {
				p.movers = append(p.movers, b)
			}
		}
	}
	p.book.Warn(warnings...)
	return nil
}

// roommates lists who sleeps in each room that the file touches, as it will be; fresh are the rooms into which
// somebody comes.
func (k *Desk) roommates(ctx context.Context, tx *store.Tx, p *plan, d *dormitory) (map[string][]separation.Neighbour, map[string]bool, error) {
	rooms, fresh := map[string][]separation.Neighbour{}, map[string]bool{}
	inFile := map[id.ID]bool{}
	for _, in := range p.people {
		inFile[in.who.ID] = true
		room := d.room[d.has[in.who.ID]]
		if in.bed != (facility.Place{}) {
			room = book.Fold(in.bed.Room)
			fresh[room] = true
		}
		if room == "" || in.stay.ID == "" && len(in.stays) == 0 {
			continue
		}
		fresh[room] = fresh[room] || in.phase
		n := neighbour(in.who, in.stay.Phase, tx.Today())
		if r, ok := in.now(); ok && r.Phase != "" {
			n.Phase = string(r.Phase)
		}
		rooms[room] = append(rooms[room], n)
	}
	var others []id.ID
	for who, bed := range d.has {
		if _, touched := rooms[d.room[bed]]; touched && !inFile[who] {
			others = append(others, who)
		}
	}
	found, err := k.Persons.Load(ctx, tx, others)
	if err != nil || len(others) == 0 {
		return rooms, fresh, err
	}
	stays, err := resident.StaysOf(ctx, tx, others)
	for _, who := range others {
		if o, ok := found[who]; ok {
			room := d.room[d.has[who]]
			rooms[room] = append(rooms[room], neighbour(o, stays[who].Phase, tx.Today()))
		}
	}
	return rooms, fresh, err
}

func neighbour(who person.Person, phase resident.Phase, today civil.Date) separation.Neighbour {
	return separation.Neighbour{Person: who.ID, Sex: who.Sex, Minor: minor(who.Born, today), Phase: string(phase)}
}

// lasting is the stay that lasts after the import; "" when he has left.
func (in *intake) lasting() id.ID {
	for _, s := range in.stays {
		if s.Here() {
			return s.ID
		}
	}
	return in.stay.ID
}

// placeAll makes the beds as named, puts everybody into his, and opens the duties to move.
func (k *Desk) placeAll(ctx context.Context, tx *store.Tx, p *plan) error {
	var places []facility.Place
	for _, in := range p.people {
		if in.bed != (facility.Place{}) {
			places = append(places, in.bed)
		}
	}
	if len(places) == 0 && len(p.movers) == 0 {
		return nil
	}
	beds, err := k.Places.BedsAsNamed(ctx, tx, p.facility.ID, "", places)
	if err != nil {
		return err
	}
	to := make(map[id.ID]id.ID, len(places))
	for _, in := range p.people {
		if in.bed.Bed != "" {
			to[in.who.ID] = beds[in.bed]
		}
		if in.rises {
			if err := placement.LeaveIn(ctx, tx, in.who.ID); err != nil {
				return err
			}
		}
	}
	if err := k.Beds.PlaceIn(ctx, tx, p.facility.ID, to); err != nil {
		return err
	}
	return p.openMoves(ctx, tx, to)
}

// openMoves owes a move of each who should leave his room, once for each stay in a bed; of who has a room and no bed
// once for his stay in the facility.
func (p *plan) openMoves(ctx context.Context, tx *store.Tx, placed map[id.ID]id.ID) error {
	here, err := placement.Here(ctx, tx, p.facility.ID)
	if err != nil {
		return err
	}
	stay := make(map[id.ID]id.ID, len(here))
	for _, in := range p.people {
		stay[in.who.ID] = in.lasting()
	}
	for _, s := range here {
		stay[s.Person] = s.ID
	}
	var fresh []duty.Duty
	seen := map[id.ID]bool{}
	for _, b := range p.movers {
		for _, who := range b.Movers {
			if seen[who] || stay[who] == "" {
				continue
			}
			seen[who] = true
			d := duty.Duty{
				Code: "bed.move", Subject: who, Cause: stay[who], Number: -1, Facility: p.facility.ID, Unit: p.facility.ID,
				Due: duty.On(tx.Today().AddDays(b.Days)), Basis: b.Basis, Certainty: law.S.String(),
			}
			if b.Days > 0 {
				d.Certainty = law.Inference.String()
			}
			if _, isNew := placed[who]; isNew {
				fresh = append(fresh, d)
			} else if _, err := duty.Open(ctx, tx, d); err != nil {
				return err
			}
		}
	}
	return duty.OpenNew(ctx, tx, fresh)
}
