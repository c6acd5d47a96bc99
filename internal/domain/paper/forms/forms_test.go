package forms_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guitu/internal/base/civil"
	"guitu/internal/domain/paper/forms"
	"guitu/internal/platform/press"
)

var update = flag.Bool("update", false, "write what the papers say now to testdata")

// People and places are invented.
var (
	house    = forms.House{Name: "四川省××强制隔离戒毒所", Address: "××市××区××路1号", Phone: "000-00000000"}
	person   = forms.Person{Name: "李𠮷远", Sex: "男", Born: civil.On(1991, 3, 8), IDNumber: "519900199103080417", Ethnic: "汉族", File: "DA-n1-A01-2025-000417", Home: "四川省××县××乡××村三组12号"}
	decision = forms.Decision{Organ: "××市公安局××区分局", Number: "川公强戒决字〔2025〕0417", On: civil.On(2025, 7, 14), From: civil.On(2025, 7, 14), To: civil.On(2027, 7, 13)}
	reckoned = forms.Decision{Organ: decision.Organ, Number: decision.Number, On: decision.On, From: decision.From, To: decision.To, Reckoned: true}
	today    = civil.On(2026, 11, 24)
	end      = civil.On(2027, 8, 15)
	papers   = []forms.Enclosure{{Name: "强制隔离戒毒决定书", Pages: 2, Digest: "3F9A 12CE 77B0 09D1"}, {Name: "诊断评估手册", Pages: 24, Noted: "缺第3页"}}
	proposal = forms.Proposal{
		House: house, Person: person, Decision: decision, End: end, On: today, Encloses: []string{"诊断评估手册", "期限计算书"},
		Findings: []string{"诊断评估综合结果：良好。", "参加教育和劳动，遵守管理规定。"},
	}
	release = forms.Release{
		House: house, Person: person, Decision: decision, Ground: forms.GroundExpired, On: end, Hour: "上午9点", Addressee: decision.Organ, Issued: today,
		Next: forms.Next{Order: "川公社康字〔2027〕3", Kind: "社区康复", Township: "××乡人民政府", ReportBy: civil.On(2027, 8, 30), Contact: "××指导站，000-00000001", Wages: "1,200.00元"},
	}
)

func sheets() map[string]press.Sheet {
	family, freed, early, converted := release, release, release, release
	family.To = forms.ToFamily
	family.Addressee = "李某"
	freed.Next = forms.Next{Contact: "××指导站"}
	early.Ground, early.Document, early.To, early.Addressee = forms.GroundEarly, "川公提解字〔2026〕8", forms.ToStation, "××派出所"
	employer, town, late := release, release, family
	employer.To, employer.Addressee = forms.ToEmployer, "××公司"
	town.To, town.Addressee = forms.ToTownship, "××乡人民政府"
	late.Gone = true
	converted.Ground, converted.Next.Kind = forms.GroundConverted, "社区戒毒"
	return map[string]press.Sheet{
		"intake_form": forms.IntakeForm(forms.Intake{
			House: house, Person: person, Decision: decision, Admitted: civil.On(2025, 10, 20), Bringing: "××拘留所", Officers: "王某、赵某",
			Papers: []string{"强制隔离戒毒决定书", "健康档案（密封）", "诊断评估手册"}, Checked: true, Injuries: "见伤情登记表", Searchers: "钱某、孙某",
			Dependants: "some", Told: "××乡人民政府，10月20日", Unit: "二大队", Bed: "3舍05床",
			Card: "ZW-n1-A01-0007", Photos: 3,
		}),
		"intake_form_unproven": forms.IntakeForm(forms.Intake{House: house, Person: person, Unproven: "照片、指纹随后补。"}),
		"intake_form_reckoned": forms.IntakeForm(forms.Intake{House: house, Person: person, Decision: reckoned}),
		"term_sheet_reckoned":  forms.TermSheet(forms.Term{House: house, Person: person, Decision: reckoned, End: end, On: today}),
		"extension_reckoned":   forms.ExtensionProposal(forms.Extension{Proposal: forms.Proposal{House: house, Person: person, Decision: reckoned, End: end, On: today}, Months: 3, NewEnd: end}),
		"intake_form_blank":    forms.IntakeForm(forms.Intake{House: house}),
		"injury_record":        forms.InjuryRecord(forms.Injuries{House: house, Person: person, On: today, Bringing: "××拘留所", Photos: 2, Found: []forms.Injury{{"左前臂外侧", "长约3厘米，已结痂", "十天前干活碰的"}}}),
		"injury_himself":       forms.InjuryRecord(forms.Injuries{House: house, Person: person, On: today, Himself: true, Examiner: "吴某", Found: []forms.Injury{{"左前臂外侧", "长约3厘米，已结痂", "十天前干活碰的"}}}),
		"injury_none":          forms.InjuryRecord(forms.Injuries{House: house, Person: person, On: today, Bringing: "××拘留所"}),
		"property_receipt": forms.PropertyReceipt(forms.Property{House: house, Person: person, On: today, Cash: "1,200.00元", Keeper: "周某", Items: []forms.Item{
			{"手机", "黑色，屏幕左上角有裂纹", "1部", "保管室12号"}, {"手表", "银色，走时正常", "1块", "保管室12号"},
		}}),
		"family_letter":          forms.FamilyLetter(forms.Letter{House: house, Person: person, Decision: decision, Admitted: civil.On(2025, 10, 20), End: end, On: today}),
		"recon_application":      forms.Reconsideration(forms.Plea{House: house, Person: person, Decision: decision, To: "××市人民政府", Plea: "请求撤销强制隔离戒毒决定。", Grounds: "吸毒检测的样本不是我的。\n没有让我看检测报告。", Interpreter: "吉木某", Asked: today, On: today}),
		"suit_complaint":         forms.Suit(forms.Plea{House: house, Person: person, Decision: decision, To: "××区人民法院", Plea: "请求撤销该决定。", Grounds: "事实不清。", Writer: "王某", On: today}),
		"aid_application":        forms.LegalAid(forms.Plea{House: house, Person: person, Decision: decision, To: "××县法律援助中心", Plea: "请指派律师代理行政诉讼。", Grounds: "家里没有钱请律师。", On: today}),
		"rights_notice":          forms.RightsNotice(forms.Rights{House: house, Person: person, Decision: decision, End: end, Box: "各层的检察信箱", On: today}),
		"refusal":                forms.RefusalStatement(forms.Refused{Examined: true, House: house, Person: person, Decision: decision, Bringing: "××拘留所", Reason: "怀孕或者正在哺乳自己不满一周岁婴儿的妇女不适用强制隔离戒毒。", Basis: "《禁毒法》第三十九条", On: today}),
		"refusal_curable":        forms.RefusalStatement(forms.Refused{Examined: true, House: house, Person: person, Decision: forms.Decision{}, Bringing: "××拘留所", Reason: "没有带来决定书。", Basis: "《禁毒法》第四十条、第四十一条", Cure: "补齐强制隔离戒毒决定书后，可以再次送来。", On: today}),
		"refusal_no_organ":       forms.RefusalStatement(forms.Refused{Examined: true, House: house, Person: person, Decision: forms.Decision{Number: "川公强戒决字〔2025〕0417号"}, Bringing: "××拘留所", Reason: "决定书与本人不符。", Basis: "《司法行政机关强制隔离戒毒工作规定》第十四条", On: today}),
		"refusal_himself":        forms.RefusalStatement(forms.Refused{Examined: true, House: house, Person: person, Decision: decision, Reason: "决定书与本人不符。", Basis: "《司法行政机关强制隔离戒毒工作规定》第十四条", Cure: "查明身份，决定书与本人一致后，可以再次送来。", On: today}),
		"referral_himself":       forms.ReferralLetter(forms.Referred{House: house, Person: person, Decision: decision, To: "××市第三医院", Reason: "需要先住院。", On: today}),
		"referral":               forms.ReferralLetter(forms.Referred{House: house, Person: person, Decision: decision, Bringing: "××拘留所", To: "四川省△△强制隔离戒毒所", Reason: "需要专门照料，本所没有相应条件。", On: today}),
		"handover_receipt":       forms.HandoverReceipt(forms.Handover{From: "××拘留所", To: house.Name, Person: person, Decision: decision, On: today, At: "14:30", Papers: papers, Dossier: "3F9A 12CE 77B0 09D1 5C5C 0A0B 1122 3344", Injuries: "无", Belongings: "见财物清单，共2件"}),
		"transfer_cover":         forms.TransferCover(forms.Transfer{From: house, To: forms.House{Name: "四川省△△强制隔离戒毒所"}, Order: "川戒调〔2026〕5号", On: today, People: []forms.Transferred{{person, end}}, Papers: papers, Package: "3F9A 12CE 77B0 09D1", Escort: "吴某"}),
		"transfer_refusal":       forms.TransferRefusal(forms.NoTransfer{By: forms.House{Name: "四川省△△强制隔离戒毒所", Phone: "000-00000002"}, From: house.Name, To: "四川省△△强制隔离戒毒所", Person: person, Cover: "ZS-n1-A01-2026-000003", Came: today, Reason: "本所没有相应的照料条件。", On: today}),
		"transfer_refusal_above": forms.TransferRefusal(forms.NoTransfer{By: forms.House{Name: "××省戒毒管理局"}, From: house.Name, To: "四川省△△强制隔离戒毒所", Person: person, Reason: "转入单位床位已满", On: today}),
		"home_leave_permit":      forms.HomeLeavePermit(forms.HomeLeave{House: house, Person: person, Visits: "父亲李某", Place: "四川省××县", Leaves: civil.On(2026, 12, 1), Returns: civil.On(2026, 12, 5), Until: "18:00", On: today}),
		"early_proposal":         forms.EarlyProposal(forms.Early{Proposal: proposal, OneYear: civil.On(2026, 7, 14)}),
		"extension_proposal":     forms.ExtensionProposal(forms.Extension{Proposal: proposal, Months: 3, Already: 1, NewEnd: civil.On(2027, 11, 15)}),
		"conversion_proposal":    forms.ConversionProposal(forms.Conversion{Proposal: proposal, OutsideSince: civil.On(2026, 10, 1)}),
		"decision_receipt":       forms.DecisionReceipt(forms.Received{House: house, Organ: decision.Organ, Title: "延长强制隔离戒毒期限决定书", Number: "川公延字〔2026〕9", Dated: today, Person: "李某某", On: today, At: "10:05", Pages: 2, Served: today, Asked: "YC-n1-A01-2026-000003", Months: 3, End: civil.On(2027, 11, 15)}),
		"decision_receipt_early": forms.DecisionReceipt(forms.Received{House: house, Organ: decision.Organ, Title: "提前解除强制隔离戒毒决定书", Number: "川公提解字〔2026〕8", Dated: today, Person: "李某某", On: today, Asked: "TQ-n1-A01-2026-000003", Leaves: civil.On(2026, 12, 1)}),
		"term_sheet": forms.TermSheet(forms.Term{
			House: house, Person: person, Decision: decision, Months: 1, Away: 3, End: end, State: "在强制隔离戒毒所执行", On: today,
			Lines: []forms.Line{{"期限", "2025年7月14日至2027年7月13日", "自决定之日起二年。", "《禁毒法》第47条；《戒毒条例》第27条", false}, {"期满日", "2027年8月15日", "延长1个月，脱逃3天不计入。", "《戒毒条例》第32条", true}},
			Facts: []forms.Line{{What: "决定强制隔离戒毒", Value: "2025年7月14日", Why: "川公强戒决字〔2025〕0417"}},
		}),
		"release_notice":                  forms.ReleaseNotice(release),
		"release_notice_family":           forms.ReleaseNotice(family),
		"release_notice_station":          forms.ReleaseNotice(early),
		"release_notice_employer":         forms.ReleaseNotice(employer),
		"release_notice_township":         forms.ReleaseNotice(town),
		"release_notice_late":             forms.ReleaseNotice(late),
		"release_certificate":             forms.ReleaseCertificate(release),
		"release_certificate_free":        forms.ReleaseCertificate(freed),
		"release_certificate_converted":   forms.ReleaseCertificate(converted),
		"release_certificate_by_decision": forms.ReleaseCertificate(early),
	}
}

func TestThePapersSayWhatTheySay(t *testing.T) {
	for name, s := range sheets() {
		file := filepath.Join("testdata", name+".txt")
		if *update {
			if err := os.WriteFile(file, []byte(s.Text()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil || string(want) != s.Text() {
			t.Errorf("%s is not what testdata says (%v); look at the difference after -update:\n%s", name, err, s.Text())
		}
	}
}

// Whatever is filled in, a paper can be set, and the face has all its characters.
func TestEveryPaperCanBeSet(t *testing.T) {
	for name, s := range sheets() {
		if missing := press.Missing(s.Text()); missing != "" {
			t.Errorf("%s: the face lacks %s", name, missing)
		}
		if _, err := press.PDF(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who is told of a release reads no more than he may: the employer neither the decision nor its ground, the township not whose
// release it is, and nobody his number.
func TestEachAddresseeReadsWhatHeMay(t *testing.T) {
	for name, never := range map[string][]string{
		"release_notice": {person.IDNumber}, "release_notice_family": {person.IDNumber}, "release_notice_station": {person.IDNumber, person.Home},
		"release_notice_employer": {decision.Number, decision.Organ, "期限届满", person.IDNumber, person.Home},
		"release_notice_township": {person.Name, decision.Number, decision.Organ, "期限届满", person.IDNumber, person.Home},
		"release_notice_late":     {"请您", "身份证"},
	} {
		said := sheets()[name].Text()
		for _, x := range never {
			if strings.Contains(said, x) {
				t.Errorf("%s says %s:\n%s", name, x, said)
			}
		}
	}
}

// The police may decline to sign what they hand over, as they may for injuries: both sheets have a line for it.
func TestWhoDeclinesHasALineForIt(t *testing.T) {
	for _, s := range []press.Sheet{forms.HandoverReceipt(forms.Handover{From: "××拘留所"}), forms.InjuryRecord(forms.Injuries{Bringing: "××拘留所"})} {
		declines := 0
		for _, b := range s.Blocks {
			for _, x := range b.Signatures {
				if x.Refuses && (x.Who == "移交人" || x.Who == "移送民警") {
					declines++
				}
			}
		}
		if declines != 1 {
			t.Errorf("%s: %d lines for police who decline", s.Title, declines)
		}
	}
}

// Whom another organ takes over is collected by nobody, before or after; his employer learns nothing of it.
func TestNobodyIsAskedToCollectWhoIsHandedOver(t *testing.T) {
	for _, to := range []forms.ReleaseTo{forms.ToFamily, forms.ToStation, forms.ToEmployer} {
		for _, gone := range []bool{false, true} {
			held := release
			held.To, held.HandedTo, held.Gone = to, "××市公安局△△分局", gone
			said := forms.ReleaseNotice(held).Text()
			for _, x := range []string{"请您", "来不了", "需要派人接的"} {
				if strings.Contains(said, x) {
					t.Errorf("%s says %s:\n%s", to, x, said)
				}
			}
			if named := strings.Contains(said, held.HandedTo); named == (to == forms.ToEmployer) {
				t.Errorf("%s:\n%s", to, said)
			}
		}
	}
}

// Whether he has to report anywhere whose decision was annulled, no certificate says.
func TestAnAnnulmentSaysNothingOfOrdersBeforeIt(t *testing.T) {
	freed := release
	freed.Ground, freed.Next = forms.GroundAnnulled, forms.Next{}
	if said := forms.ReleaseCertificate(freed).Text(); strings.Contains(said, "不用到任何单位报到") {
		t.Error(said)
	}
}

// Who was kept past his day is collected today, and not the day before.
func TestNobodyIsAskedToComeYesterday(t *testing.T) {
	late := release
	late.To, late.Issued = forms.ToFamily, release.On.AddDays(1)
	if said := forms.ReleaseNotice(late).Text(); !strings.Contains(said, "请您2027年8月16日") || !strings.Contains(said, "2027年8月15日解除") {
		t.Error(said)
	}
}

// Words that no paper says (look.md §6, AIDS 39, REG 7).
var never = regexp.MustCompile(`犯人|囚犯|罪犯|在押|收押|吸毒者|瘾君子|释放|放人|会见|提审|艾滋|阳性|阴性|尿检|海洛因|冰毒|甲基苯丙胺|！|尽快|近期`)

func TestNoPaperSaysWhatItMayNot(t *testing.T) {
	for name, s := range sheets() {
		if found := never.FindString(s.Text()); found != "" {
			t.Errorf("%s says %s", name, found)
		}
		if strings.Contains(s.Text(), "《") && !strings.Contains(s.Text(), "第") {
			t.Errorf("%s names a law without an article", name)
		}
	}
}
