package roster_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"guitu/internal/base/actor"
	"guitu/internal/base/calendar"
	"guitu/internal/base/civil"
	"guitu/internal/base/clock"
	"guitu/internal/base/cn"
	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/duty"
	"guitu/internal/domain/facility"
	"guitu/internal/domain/measure"
	"guitu/internal/domain/person"
	"guitu/internal/domain/placement"
	"guitu/internal/domain/resident"
	"guitu/internal/domain/roster"
	"guitu/internal/domain/roster/book"
	"guitu/internal/domain/rule"
	"guitu/internal/platform/document"
	"guitu/internal/platform/policy/policytest"
	"guitu/internal/platform/seal"
	"guitu/internal/platform/seal/sealtest"
	"guitu/internal/platform/store"
	"guitu/internal/platform/store/storetest"
)

// day of the imports: the sample's terms are running.
var moment = time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)

// house is an empty facility that takes rosters in.
type house struct {
	t        testing.TB
	db       *store.DB
	hand     *clock.Hand
	vault    *seal.Vault
	desk     *roster.Desk
	rooms    roster.Rooms
	facility id.ID
	words    text.Printer
	machine  context.Context
}

func openHouse(t testing.TB, hand *clock.Hand, db *store.DB) *house {
	t.Helper()
	places, err := cn.OpenDivisions()
	if err != nil {
		t.Fatal(err)
	}
	days, err := calendar.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load(roster.Catalogue, cn.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	v, p := sealtest.Vault(t, db), policytest.Engine(t, db.Clock())
	persons := person.New(db, v, p, places)
	rooms := roster.Rooms{
		Persons: persons, Residents: resident.New(db, p), Measures: measure.New(persons, db, v, p, rule.Open(db, p, days)),
		Places: facility.New(db, p), Beds: placement.New(persons, db, v, p), Documents: document.New(db, v, p), Divisions: places,
	}
	h := &house{
		vault: v,
		t:     t, db: db, hand: hand, desk: roster.New(rooms, db, v, p), rooms: rooms, words: words.In(text.ZH),
		machine: actor.With(t.Context(), actor.Part("import")),
	}
	setup := actor.With(t.Context(), actor.Part("setup"))
	if h.facility, err = store.Write(setup, db, store.NewKey(), func(tx *store.Tx) (id.ID, error) {
		bureau, err := rooms.Places.FoundIn(setup, tx, "省戒毒管理局")
		if err != nil {
			return "", err
		}
		return rooms.Places.AddIn(setup, tx, facility.Draft{Parent: string(bureau), Kind: "facility", Name: "绵阳示范所", Code: "MY"})
	}); err != nil {
		t.Fatal(err)
	}
	return h
}

func each(t *testing.T, body func(*testing.T, *house)) {
	hand := clock.At(moment)
	storetest.EachAt(t, hand, func(t *testing.T, db *store.DB) { body(t, openHouse(t, hand, db)) })
}

func (h *house) command(raw []byte) roster.Command {
	return roster.Command{Key: store.NewKey(), Run: id.New(), Facility: h.facility, Name: "花名册.csv", Raw: raw, Words: h.words}
}

func (h *house) take(raw []byte) roster.Result {
	h.t.Helper()
	r, err := h.desk.Import(h.machine, h.command(raw))
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// many is a roster of n invented people, alike on every run.
func many(n int) []byte {
	var b bytes.Buffer
	b.WriteString("姓名,性别,身份证号,民族,户籍地,决定机关,决定书文号,决定日期,期限起,期限止,入公安所日期,入所日期,分区,房号,床号,主要毒品,家属姓名,家属关系,家属电话\n")
	sur, given := []rune("王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏")
	homes := []string{"内江市市中区", "凉山州美姑县", "西昌市", "510104", "绵阳市涪城区", "泸州市江阳区"}
	for i := range n {
		number := cn.Invent(civil.On(1960, 1, 1).AddDays(i), i%1000)
		d := civil.On(2025, 1, 1).AddDays(i % 500)
		end := d.AddYears(2).AddDays(-1)
		name := string([]rune{sur[i%len(sur)], given[i/7%len(given)], given[i/3%len(given)]})
		fmt.Fprintf(&b, "%s,%s,%s,彝族,%s,某某市公安局,川公强戒字〔2025〕第%06d号,%s,%s,%s,%s,%s,%s,%d,%d,冰毒,%s,父亲,1390000%04d\n",
			name, number.Sex(), number, homes[i%len(homes)], i, d, d, end, d, d.AddDays(60+i%100),
			[]string{"生理脱毒区", "教育适应区", "康复巩固区", "回归指导区", ""}[i/8%5], 100+i/8, i%8+1, name[:6], i%10000)
	}
	return b.Bytes()
}

// The figure of roster.md: 15,000 rows in at most 60 seconds on two cores. first is an import into an empty house,
// again another file with the same people, changed one that says something new of everybody in the full house.
func BenchmarkImport(b *testing.B) {
	for _, engine := range storetest.Engines() {
		b.Run(string(engine), func(b *testing.B) {
			raw := many(15_000)
			for b.Loop() {
				hand := clock.At(moment)
				c := storetest.Config(b, engine, hand)
				c.Exercise = false
				h := openHouse(b, hand, storetest.Open(b, c))
				began := time.Now()
				r := h.take(raw)
				b.ReportMetric(time.Since(began).Seconds(), "s/first")
				if r.Created != 15_000 {
					b.Fatal(r.Rows, r.Created, r.Updated, r.Rejected[:min(3, len(r.Rejected))])
				}
				began = time.Now()
				r = h.take(append(slices.Clone(raw), '\n'))
				b.ReportMetric(time.Since(began).Seconds(), "s/again")
				if r.Unchanged != 15_000 {
					b.Fatal(r.Rows, r.Created, r.Updated, r.Rejected[:min(3, len(r.Rejected))])
				}
				began = time.Now()
				r = h.take(bytes.ReplaceAll(raw, []byte(",1390000"), []byte(",1380000")))
				b.ReportMetric(time.Since(began).Seconds(), "s/changed")
				if r.Updated != 15_000 {
					b.Fatal(r.Rows, r.Created, r.Updated, r.Rejected[:min(3, len(r.Rejected))])
				}
			}
		})
	}
}

const head = "姓名,性别,证件号码,决定机关,决定书文号,决定日期,期限起,期限止,入公安所日期,入所日期,分区,房号,床号,家属姓名,家属关系,家属电话,备注,手环号\n"

// one is a row of an invented man; the fields that a test does not name are ordinary.
func one(n int, with map[string]string) string {
	number := cn.Invent(civil.On(1985, 3, 1).AddDays(n), 2*(n%400)+1)
	fields := map[string]string{
		"姓名": "周明", "性别": number.Sex().String(), "证件号码": number.String(), "决定机关": "内江市公安局",
		"决定书文号": fmt.Sprintf("川公强戒字〔2026〕第%05d号", n), "决定日期": "2026-01-27", "入所日期": "2026-05-07",
	}
	for k, v := range with {
		fields[k] = v
	}
	var cells []string
	for _, c := range strings.Split(strings.TrimSpace(head), ",") {
		cells = append(cells, fields[c])
	}
	return strings.Join(cells, ",") + "\n"
}

func file(rows ...string) []byte { return []byte(head + strings.Join(rows, "")) }

func count(r roster.Result) string {
	var codes []string
	for _, p := range r.Rejected {
		codes = append(codes, fmt.Sprintf("%d %s", p.Row, p.Code))
	}
	return fmt.Sprintf("%d: %d+ %d~ %d= %v", r.Rows, r.Created, r.Updated, r.Unchanged, codes)
}

func (h *house) want(r roster.Result, want string) {
	h.t.Helper()
	if got := count(r); got != want {
		h.t.Errorf("got  %s\nwant %s\n%+v", got, want, r.Outcomes)
	}
}

func (h *house) known(number string) (found person.Person, life measure.Life, owed map[duty.Code]duty.Duty) {
	h.t.Helper()
	owed = map[duty.Code]duty.Duty{}
	_, err := store.Read(h.machine, h.db, func(tx *store.Tx) (int, error) {
		ids, err := h.rooms.Persons.ByNumber(h.machine, tx, number)
		if err != nil || len(ids) != 1 {
			return 0, fmt.Errorf("%d bear %s: %w", len(ids), number, err)
		}
		if found, err = h.rooms.Persons.Get(h.machine, tx, ids[0]); err != nil {
			return 0, err
		}
		lives, err := h.rooms.Measures.Lives(h.machine, tx, ids)
		if err != nil {
			return 0, err
		}
		life = lives[ids[0]]
		all, err := duty.Of(h.machine, tx, ids[0])
		for _, d := range all {
			if _, open := owed[d.Code]; !open { // open ones come first
				owed[d.Code] = d
			}
		}
		return 0, err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return found, life, owed
}

func (h *house) bed(who id.ID) (p facility.Place) {
	h.t.Helper()
	p, err := store.Read(h.machine, h.db, func(tx *store.Tx) (facility.Place, error) {
		s, err := placement.Of(h.machine, tx, who)
		if err != nil {
			return facility.Place{}, err
		}
		return facility.PlaceOf(h.machine, tx, s.Bed)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

func TestTheSampleIsTakenInOnce(t *testing.T) {
	raw, err := os.ReadFile("book/testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	const rejected = "[12 date.bad 13 id.check_digit 16 id.date 20 date.order 44 id.length 61 date.missing]"
	each(t, func(t *testing.T, h *house) {
		preview, err := h.desk.Preview(h.machine, h.command(raw))
		if err != nil {
			t.Fatal(err)
		}
		h.want(preview, "60: 54+ 0~ 0= "+rejected)
		c := h.command(raw)
		first, err := h.desk.Import(h.machine, c)
		if err != nil {
			t.Fatal(err)
		}
		h.want(first, "60: 54+ 0~ 0= "+rejected)
		again, err := h.desk.Import(h.machine, c)
		if err != nil {
			t.Fatal(err)
		}
		h.want(again, "60: 54+ 0~ 0= "+rejected) // the command sent twice
		h.want(h.take(raw), "60: 0+ 0~ 54= "+rejected)
		h.want(h.take(append(slices.Clone(raw), '\n')), "60: 0+ 0~ 54= "+rejected) // and a file that is not quite the same
		who, life, owed := h.known("川公强戒字〔2026〕第01000号")
		if who.Name != "周明" || who.Number() != "519900196601105831" || who.NumberOf(person.FileNumber) == "" || len(life.Events) != 3 {
			t.Errorf("%+v %+v", who, life)
		}
		if d := owed["ci.release"]; d.Due.Day != civil.On(2028, 1, 26) || d.Paper {
			t.Errorf("%+v", d)
		}
		if d := owed["ci.family_letter"]; !d.Paper {
			t.Errorf("due before the import, so from paper: %+v", d)
		}
		for code, d := range owed {
			if d.State != duty.Pending && d.Due.Moment().Before(moment.AddDate(0, 0, -1)) {
				t.Errorf("done before the import, so no duty of this house: %s %+v", code, d)
			}
		}
		if _, _, owed := h.known("川公强戒字〔2025〕第01003号"); owed["bed.move"].State != duty.Pending || owed["bed.move"].Basis == "" {
			t.Errorf("a woman among men: %+v", owed["bed.move"])
		}
		if b := h.bed(who.ID); b != (facility.Place{Room: "100", Bed: "2"}) {
			t.Errorf("%+v", b)
		}
	})
}

func TestATermThatHasEndedIsAnAlarmAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, map[string]string{"决定日期": "2024-03-01", "入所日期": "2024-06-01", "期限止": "2026-03-31"})))
		_, _, owed := h.known("川公强戒字〔2026〕第00001号")
		if d := owed["ci.release"]; !d.Overdue(moment) {
			t.Errorf("%+v", d)
		}
		if d := owed["organ.correct_letter"]; d.State != duty.Pending {
			t.Errorf("the letter prints a later end: %+v", owed)
		}
	})
}

func TestWhatARosterTellsAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := map[string]string{"姓名": "周明", "分区": "生理脱毒区", "房号": "1", "床号": "1", "家属姓名": "周父", "家属关系": "父亲", "家属电话": "13900000001", "手环号": "A1"}
		h.want(h.take(file(one(1, first))), "1: 1+ 0~ 0= []")
		for _, change := range []map[string]string{
			{"分区": "教育适应区"},
			{"床号": "2"},
			{"家属电话": "13900000002"},
			{"手环号": "A2"},
			{"入公安所日期": "2026-01-27"},
			{"入公安所日期": "2026-01-28"},
			{"期限起": "2026-01-27", "期限止": "2028-02-26"},
		} {
			for k, v := range change {
				first[k] = v
			}
			raw := file(one(1, first))
			h.want(h.take(raw), "1: 0+ 1~ 0= []")
			h.want(h.take(append(raw, '\n')), "1: 0+ 0~ 1= []")
		}
		who, life, owed := h.known("川公强戒字〔2026〕第00001号")
		if who.Name != "周明" || owed["ci.release"].Due.Day != civil.On(2028, 1, 26) {
			t.Errorf("%+v %+v", who, owed["ci.release"])
		}
		standing := life.Standing()
		if n := len(standing); n != 3 || standing[n-1].Outside != "" {
			t.Errorf("%+v", standing)
		}
	})
}

// Nobody's end moves by a file: a second officer confirms it.
// A corrected organ moves no end: the decision is recorded anew with it.
func TestAnotherOrganIsRecorded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, nil)))
		r := h.take(file(one(1, map[string]string{"决定机关": "资中县公安局"})))
		h.want(r, "1: 0+ 1~ 0= []")
		if c := r.Outcomes[0].Changes; len(c) != 1 || c[0].Column != book.Organ || c[0].Old != "内江市公安局" || c[0].New != "资中县公安局" {
			t.Errorf("%+v", c)
		}
		_, life, _ := h.known("川公强戒字〔2026〕第00001号")
		var organs []string
		for _, e := range life.Standing() {
			if e.Note.Organ != "" {
				organs = append(organs, e.Note.Organ)
			}
		}
		if !slices.Equal(organs, []string{"资中县公安局"}) {
			t.Error(organs)
		}
		h.want(h.take(file(one(1, map[string]string{"决定机关": "资中县 公安局"}))), "1: 0+ 0~ 1= []")
	})
}

func TestAFileMovesNobodysEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.take(file(one(1, nil)))
		raw := file(one(1, map[string]string{"决定日期": "2026-02-27"}))
		h.want(h.take(raw), "1: 0+ 1~ 0= []")
		_, _, owed := h.known("川公强戒字〔2026〕第00001号")
		if owed["ci.release"].Due.Day != civil.On(2028, 1, 26) || owed["measure.confirm"].State != duty.Pending {
			t.Errorf("%+v", owed)
		}
		h.want(h.take(append(raw, '\n')), "1: 0+ 0~ 1= []")
	})
}
