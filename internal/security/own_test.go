package security_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A kiosk is one browser at which residents sit down one after another.
type kiosk struct {
	*http.Client
	at string
}

// resident is the one of the demo province who has a sign-in.
type resident struct{ Number, Secret string }

func (w *world) resident(t *testing.T) (r resident) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(w.folder, "demo-own.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (w *world) kiosk(t *testing.T) kiosk {
	t.Helper()
	house := httptest.NewServer(w.doors)
	t.Cleanup(house.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return kiosk{&http.Client{Jar: jar}, house.URL}
}

// ask gives the address at which it ends, and what stands there.
func (k kiosk) ask(t *testing.T, method, path string, form url.Values) (at, page string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, k.at+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	got, err := k.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	b, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got.Request.URL.Path, string(b)
}

var drawnToken = regexp.MustCompile(`name="_token" value="(\w+)"`)

// fill posts a form from the page at which it stands, as a browser without script does, and gives what was posted.
func (k kiosk) fill(t *testing.T, from, to string, form url.Values) (posted url.Values, at, page string) {
	t.Helper()
	_, drawn := k.ask(t, http.MethodGet, from, nil)
	found := drawnToken.FindStringSubmatch(drawn)
	if found == nil {
		t.Fatalf("%s draws no form: %s", from, drawn)
	}
	form.Set("_token", found[1])
	at, page = k.ask(t, http.MethodPost, to, form)
	return form, at, page
}

// enter signs the resident in, past what he is told of his sign-in.
func (k kiosk) enter(t *testing.T, r resident) (posted url.Values) {
	t.Helper()
	posted, at, page := k.fill(t, "/own/sign-in", "/own/sign-in", url.Values{"number": {r.Number}, "secret": {r.Secret}})
	if at == "/own/told" {
		_, at, page = k.fill(t, "/own/told", "/own/told", url.Values{"asked": {"yes"}})
	}
	if at != "/own" {
		t.Fatalf("he stands at %s: %s", at, page)
	}
	return posted
}

// All that is wrong with a slip is said at once: each time he types both secrets anew.
func TestAllFaultsOfASlipAreToldAtOnce(t *testing.T) {
	k := open(t).kiosk(t)
	_, at, page := k.fill(t, "/own/begin", "/own/begin", url.Values{"number": {""}, "ticket": {""}, "secret": {"275319"}, "again": {"x"}})
	for _, said := range []string{"这不是编号", "请输入纸条上的一次性密码", "两次输入的密码不一样"} {
		if !strings.Contains(page, said) {
			t.Errorf("%s does not say %s", at, said)
		}
	}
	if strings.Contains(page, "太容易猜到") {
		t.Error("a good secret is called a bad one")
	}
}

// Who has to wait is told for how many minutes, and is sent to no reset: it would take his letters away. A number that is nobody's is
// slowed like any other, and keeps no resident of this province from the other tests.
func TestWhoWaitsIsNotSentToAReset(t *testing.T) {
	k, page := open(t).kiosk(t), ""
	for range 6 {
		_, _, page = k.fill(t, "/own/sign-in", "/own/sign-in", url.Values{"number": {"999999"}, "secret": {"wrong one"}})
	}
	if !strings.Contains(page, "请等 1 分钟再试") || strings.Contains(page, "忘了密码") {
		t.Error(page)
	}
}

// Who signed in at another screen, or was reset, is told at the first that he is out, and that what he wrote was not sent.
func TestASessionThatEndedSaysSo(t *testing.T) {
	w := open(t)
	r, first := w.resident(t), w.kiosk(t)
	first.enter(t, r)
	w.kiosk(t).enter(t, r)
	at, page := first.ask(t, http.MethodPost, "/own/object", url.Values{"words": {"x"}})
	if at != "/own/sign-in" || !strings.Contains(page, "刚才写的没有送出") || !strings.Contains(page, "在另一台机器上登录了") {
		t.Error(at, page)
	}
	first.enter(t, r)
	w.kiosk(t).enter(t, r)
	if at, page = first.ask(t, http.MethodGet, "/own/term", nil); at != "/own/sign-in" || !strings.Contains(page, "您的登录已经结束") || strings.Contains(page, "没有送出") {
		t.Error(at, page)
	}
	if _, page = w.kiosk(t).ask(t, http.MethodGet, "/own", nil); strings.Contains(page, "您的登录已经结束") {
		t.Error("who was never in is told that he is out")
	}
}

// A form that came back with a fault lies in the history of the kiosk's browser. Sent again by the next one it is neither done
// nor shown: who signs in is never drawn a word of who sat there before.
func TestTheNextOneAtTheKioskSeesNothingOfTheOneBefore(t *testing.T) {
	w := open(t)
	r := w.resident(t)
	const said = "这句话谁也不该看到"
	for to, form := range map[string]url.Values{
		"/own/object":                 {"words": {said}},
		"/own/remedy":                 {"words": {said}},
		"/own/complaint/write/bureau": {"text": {said}},
		"/own/secret":                 {"old": {said}, "secret": {"x"}, "again": {"y"}},
	} {
		k := w.kiosk(t)
		k.enter(t, r)
		first, at, page := k.fill(t, to, to, form)
		if at != to || to != "/own/secret" && !strings.Contains(page, said) {
			t.Fatalf("%s: with a fault it is drawn again for who wrote it: %s %s", to, at, page)
		}
		k.fill(t, "/own", "/own/sign-out", url.Values{})
		if at, page := k.ask(t, http.MethodPost, to, first); at != "/own/sign-in" || strings.Contains(page, said) {
			t.Errorf("%s, after he has left: %s %s", to, at, page)
		}
		k.enter(t, r)
		if at, page := k.ask(t, http.MethodPost, to, first); at != "/own" || strings.Contains(page, said) {
			t.Errorf("%s, for the next one: %s %s", to, at, page)
		}
	}
}

// Who has left comes in again by his number and secret alone, and not by what the browser still has of an attempt of his.
func TestASignInIsSentOnce(t *testing.T) {
	w := open(t)
	r := w.resident(t)
	k := w.kiosk(t)
	first := k.enter(t, r)
	k.fill(t, "/own", "/own/sign-out", url.Values{})
	at, page := k.ask(t, http.MethodPost, "/own/sign-in", first)
	if at != "/own/sign-in" || strings.Contains(page, r.Number) {
		t.Errorf("the sign-in of who has left, sent again, leads to %s: %s", at, page)
	}
	wrong, _, _ := k.fill(t, "/own/sign-in", "/own/sign-in", url.Values{"number": {r.Number}, "secret": {"wrong"}})
	if at, page := k.ask(t, http.MethodPost, "/own/sign-in", wrong); at != "/own/sign-in" || strings.Contains(page, r.Number) {
		t.Errorf("an attempt is drawn twice: %s %s", at, page)
	}
	k.enter(t, r)
}

// Below his page everything is his: what is not there leads back to it, and no page of an officer's stands open behind.
func TestWhatIsNotThereLeadsToHisPage(t *testing.T) {
	w := open(t)
	k := w.kiosk(t)
	k.enter(t, w.resident(t))
	for _, path := range []string{"/own/nowhere", "/own/papers/06h2pz6b3dyq53rtas8k39rhgm", "/own/complaint/write/nobody"} {
		if at, page := k.ask(t, http.MethodGet, path, nil); at != "/own" || !strings.Contains(page, "/own/sign-out") {
			t.Errorf("%s leads to %s", path, at)
		}
	}
}

// The decisions are the police's papers and not the house's: what he asks for is against one of those that stand in his file.
func TestHeChoosesTheDecisionThatHeGoesAgainst(t *testing.T) {
	w := open(t)
	k := w.kiosk(t)
	k.enter(t, w.resident(t))
	at, page := k.ask(t, http.MethodGet, "/own/remedy", nil)
	if at != "/own/remedy" || !regexp.MustCompile(`type="radio"[^>]*name="against"[^>]*value="[^"]*强戒字〔\d{4}〕`).MatchString(page) {
		t.Errorf("%s: %s", at, page)
	}
}

// A tick says "this one was not me" by itself, whichever button sends it. And his page does not say of a password that was changed
// on it that it came by a slip.
func TestATickIsHeardWithEitherButton(t *testing.T) {
	w := open(t)
	r := w.resident(t)
	w.exec(t, `update kiosk_reset set seen_at = null, told_at = null`)
	w.exec(t, `update kiosk_account set changed_at = ?`, w.now.Add(-time.Hour).UnixMicro())
	defer w.exec(t, `update kiosk_account set changed_at = null`)
	defer w.exec(t, `update kiosk_reset set doubted = ?`, false)
	k := w.kiosk(t)
	_, at, page := k.fill(t, "/own/sign-in", "/own/sign-in", url.Values{"number": {r.Number}, "secret": {r.Secret}})
	if at != "/own/told" {
		t.Fatalf("%s: %s", at, page)
	}
	if _, at, page = k.fill(t, "/own/told", "/own/told", url.Values{}); at != "/own/told" || !strings.Contains(page, "请选一项") {
		t.Errorf("with no button: %s", at)
	}
	which := w.one(t, `select id from kiosk_reset`)
	if _, at, page = k.fill(t, "/own/told", "/own/told", url.Values{"asked": {"yes"}, "not": {which}}); at != "/own" || !strings.Contains(page, "有人在这里按了“不是我要办的”") {
		t.Errorf("ticked, with the other button: %s %s", at, page)
	}
	if !strings.Contains(page, "有人在这个页面输入原密码后改的") {
		t.Error("a password that was changed here is said to come by a slip")
	}
}

// The paper that he says is wrong is still the one when his form comes back because he had written nothing.
func TestAnObjectionKeepsItsPaper(t *testing.T) {
	w := open(t)
	k := w.kiosk(t)
	k.enter(t, w.resident(t))
	paper := w.one(t, `select p.id from paper_paper p join kiosk_account a on a.person = p.person where p.compartment = 'general' limit 1`)
	_, at, page := k.fill(t, "/own/object?about=paper&record="+paper, "/own/object", url.Values{"about": {"paper"}, "record": {paper}, "words": {""}})
	if paper == "" || at != "/own/object" || !strings.Contains(page, `name="record" value="`+paper+`"`) {
		t.Errorf("%q at %s: %s", paper, at, page)
	}
}

// Where the house fails, the page is still his: it closes like the others, there is a way out of it, and what he wrote can be sent
// again. A secret stands in none.
func TestTroubleAtTheKioskIsAPageOfHis(t *testing.T) {
	w := open(t)
	const said, drop = "晚上没有给药", `drop trigger if exists kept_from_writing`
	defer w.exec(t, drop)
	k := w.kiosk(t)
	k.enter(t, w.resident(t))
	trouble := func(to string, form url.Values) string {
		t.Helper()
		_, at, page := k.fill(t, to, to, form)
		if at != to || !strings.Contains(page, "data-trouble") || !strings.Contains(page, "data-own-idle") || !strings.Contains(page, `action="/own/sign-out"`) || strings.Contains(page, `id="g-menu"`) {
			t.Errorf("%s: %s", at, page)
		}
		return page
	}
	w.exec(t, `create trigger kept_from_writing before insert on objection_objection begin select raise(abort, 'the disk is full'); end`)
	page := trouble("/own/object", url.Values{"about": {"other"}, "words": {said}})
	if !strings.Contains(page, `name="words" value="`+said+`"`) {
		t.Errorf("what he wrote is gone: %s", page)
	}
	w.exec(t, drop)
	w.exec(t, `create trigger kept_from_writing before update of locked on kiosk_account begin select raise(abort, 'the disk is full'); end`)
	secret := w.resident(t).Secret
	if page = trouble("/own/secret", url.Values{"old": {secret}, "secret": {"918273x"}, "again": {"918273x"}}); strings.Contains(page, secret) || strings.Contains(page, "918273x") {
		t.Errorf("it holds his secret: %s", page)
	}
	w.exec(t, drop)
	if page = trouble("/own/object", url.Values{"about": {"other"}, "words": {strings.Repeat("长", 1<<20)}}); !strings.Contains(page, "没有收下") {
		t.Errorf("too large: %s", page)
	}
}

// What is wrong with the decision that he goes against is said at the field in which he names it.
func TestAFaultStandsAtTheDecision(t *testing.T) {
	w := open(t)
	k := w.kiosk(t)
	k.enter(t, w.resident(t))
	_, at, page := k.fill(t, "/own/remedy", "/own/remedy", url.Values{"kind": {"reconsideration"}, "against": {strings.Repeat("长", 3000)}})
	if at != "/own/remedy" || !strings.Contains(page, `id="f-against-fault"`) {
		t.Errorf("%s: %s", at, page)
	}
}
