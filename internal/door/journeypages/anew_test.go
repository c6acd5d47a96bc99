package journeypages

import (
	"slices"
	"strings"
	"testing"

	"guitu/internal/base/id"
	"guitu/internal/base/text"
	"guitu/internal/domain/journey"
	"guitu/internal/domain/paper"
	"guitu/internal/door/web"
)

// done is a step that was done, with the papers that it keeps.
func done(step string, papers ...string) journey.Entry {
	return journey.Entry{ID: id.New(), Step: step, Answers: journey.Answers{Values: map[string]string{"papers": strings.Join(papers, " ")}}}
}

// A paper that was signed and is another now is to be signed again, until its step is done again; the step that made it new
// says which it was.
func TestWhatIsNewIsSignedAgain(t *testing.T) {
	words, err := text.Load(Catalogue, paper.Catalogue)
	if err != nil {
		t.Fatal(err)
	}
	notice := func(n string, s paper.State, replaces string) issued {
		return issued{paper.Paper{ID: id.ID(n), Kind: paper.RightsNotice, Number: n, State: s, Replaces: id.ID(replaces)}, n, "/" + n}
	}
	rights, correct := done("rights", "QL-5"), done("decision", "QL-6")
	p := casePage{Page: web.Page{Printer: words.In(text.ZH)}, papers: []issued{notice("QL-5", paper.Void, ""), notice("QL-6", paper.InForce, "QL-5")}}
	p.Case.Course = &journey.Course{Steps: []journey.Step{{Name: "decision"}, {Name: "rights"}}}
	p.Case.Entries = []journey.Entry{done("decision"), rights, correct}

	task := web.Step{URL: "/x", Tone: web.OK}
	p.signing(&task, &journey.Step{Name: "rights"}, rights)
	if task.Tone != web.Warn || !strings.Contains(task.Hint, "文书已更新（新编号 QL-6），请重新打印签字") || len(task.Acts) != 2 || task.Acts[0].URL != "/QL-6" {
		t.Errorf("%+v", task)
	}
	if got := p.toSignAgain(); !slices.Equal(got, []string{"QL-6"}) {
		t.Error(got)
	}
	if got := p.replaced("decision"); len(got) != 1 || !strings.Contains(got[0], "QL-6（原 QL-5）") {
		t.Error(got)
	}

	again := done("rights", "QL-6")
	p.Case.Entries = append(p.Case.Entries, again)
	task = web.Step{URL: "/x", Tone: web.OK}
	p.signing(&task, &journey.Step{Name: "rights"}, again)
	if task.Tone != web.OK || len(p.toSignAgain()) != 0 || len(p.replaced("rights")) != 0 {
		t.Errorf("%+v", task)
	}
}
