// Package gallery shows every part of the web kit with invented people, in demonstrations only: it is where the
// look is judged. It is written in Chinese, as what it shows would be.
package gallery

import (
	"guitu/internal/base/errs"
	"guitu/internal/base/text"
	"guitu/internal/door/web"
)

// Routes adds the page.
func Routes(site *web.Site) {
	site.Open("GET /_gallery", show)
	site.Open("POST /_gallery", posted)
}

func show(r *web.Request) error {
	p := r.Page("组件陈列", "look")
	p.Heading = "早上好，陈立"
	p.Sub = p.DayLong(p.Today()) + " · 早班 07:00–15:00 · 康复巩固区"
	return r.Draw(p, page(p, r.List("zone")))
}

func posted(r *web.Request) error {
	var f errs.Fields
	if v, err := r.Posted(); err != nil {
		return err
	} else if v.Get("months") == "" {
		f.Add("months", "web.bad_value", "")
	}
	if err := f.Err("web.bad_form"); err != nil {
		return r.Again(err, show)
	}
	return r.Done("/_gallery", "web.duty.done")
}

type galleryDay string

func (d galleryDay) String() string { return string(d) }

func galleryDuties() []web.Duty {
	return []web.Duty{
		{Urgency: web.Late, Due: "昨天 18:00", Left: "超期 13 小时", Title: "把计分申诉的答复交给本人", URL: "#", Person: "王建国", Where: "3舍07床", Laws: []web.Law{{Text: "本所规则包", Unsure: true}}, Note: "已同时提醒大队长 孙梅", Action: web.Act{Label: "写答复", Target: "王建国", URL: "#"}},
		{Urgency: web.Soon, Due: "07:30 前", Left: "还有 28 分钟", Title: "每 30 分钟查看：保护性约束", Person: "秦岭", Where: "医务室 2床", Fact: "已查看 2 次", Laws: []web.Law{{Text: "《禁毒法》第44条"}, {Text: "30 分钟", Unsure: true}}, Action: web.Act{Label: "记录查看", Target: "秦岭", URL: "/_gallery", Post: true}},
		{Urgency: web.Today, Due: "11:00 前", Left: "还有 4 小时", Title: "转交法律援助申请", URL: "#", Person: "周文博", Where: "4舍02床", Laws: []web.Law{{Text: "《法律援助法》第39条"}}, Action: web.Act{Label: "转交", Target: "周文博", URL: "#"}},
		{Urgency: web.Waiting, Due: "11月27日", Left: "还有 3 天", Title: "家属通知书等法制员盖章", Person: "何川", Where: "法制科", Note: "11月23日 16:20 起等 法制员 赵岚"},
		{Urgency: web.Kept, Due: "06:40", Title: "夜班交接已读"},
	}
}

func galleryRing() web.Ring {
	return web.Ring{
		Police: 12, Served: 487, Total: 730, Uncounted: 0, YearMark: true, End: galleryDay("2027-07-13"), Left: 231,
		Sum: []web.Term{
			{Label: "决定书的期限", Value: "730 天", Note: "2025年7月14日起，二年"},
			{Label: "延长", Value: "0 天"},
			{Label: "未计入", Value: "0 天"},
			{Label: "到期", Value: "2027年7月13日"},
		},
		Unmoved: []string{"所外就医 18 天，照常计入", "遇节假日也在当天解除"},
		Law:     []web.Law{{Text: "《禁毒法》第47条"}, {Text: "《戒毒条例》第27条"}},
	}
}

func galleryReasons() []web.Reason {
	return []web.Reason{
		{Verdict: web.Yes, Title: "一 生理脱毒", Result: "合格", Parts: []web.Reason{{Verdict: web.Yes, Title: "尿检阴性", Text: "2026年10月12日 · 现场检测 · 护士 罗敏"}}},
		{Verdict: web.Yes, Title: "二 身心康复", Result: "合格", Text: "心理测评两次，均在常模内。"},
		{
			Verdict: web.No, Title: "四 社会环境与适应能力", Result: "一般", Open: true, Parts: []web.Reason{
				{Verdict: web.Yes, Title: "家庭支持", Text: "2026年9月 家访一次 · 站点 马英"},
				{Verdict: web.No, Title: "帮教协议", Text: "还没有收到街道签回的协议。", Fix: "11月27日前补齐，结论会变。", Law: []web.Law{{Text: "《诊断评估办法》第12条", Unsure: true}}},
				{Verdict: web.Unknown, Title: "住所"},
			},
		},
		{Verdict: web.NotCounted, Title: "2025年8月的一次扣分正在申诉"},
	}
}

func galleryPerson() web.Person {
	return web.Person{
		Name: "李明远", Zone: web.Consolidation, Bed: "6舍01床",
		Facts: []string{"男", "34 岁", "QC-2025-0417", "主管民警 陈立", "导师 何慧"},
		Safety: []web.Mark{
			{Icon: "alert-circle", Word: "青霉素过敏", Tone: web.Danger},
			{Icon: "eye", Word: "夜间加强观察至 11月26日", Tone: web.Warn},
			{Icon: "letter-case", Word: "阅读需要大字", Tone: web.Info},
		},
		Tabs: []web.Tab{
			{Label: "概览", URL: "#", Here: true},
			{Label: "法律文书", URL: "#"},
			{Label: "日常与计分", URL: "#"},
			{Label: "医疗摘要", URL: "#"},
			{Label: "亲属与探访", URL: "#"},
			{Label: "心理", URL: "#", Locked: true},
			{Label: "专科医疗", URL: "#", Locked: true},
			{Label: "子女", URL: "#", Locked: true},
			{Label: "投诉", URL: "#", Locked: true},
		},
		Actions: []web.Act{{Label: "打印算式", URL: "#"}},
		Primary: web.Act{Label: "发起事项", URL: "#"},
	}
}

func galleryEvents() []web.Event {
	return []web.Event{
		{When: "11月22日", Icon: "gavel", Kind: "law", Title: "计分申诉已受理", Text: "7 日内答复，11月29日前", URL: "#"},
		{When: "11月20日", Icon: "stethoscope", Kind: "medical", Title: "复诊", Text: "睡眠好转，继续观察"},
		{When: "11月12日", Icon: "edit", Kind: "life", Title: "宿舍卫生 扣 2 分", Struck: true},
		{Gap: "10月无记录"},
		{When: "9月30日", Icon: "file-certificate", Kind: "learning", Title: "中式烹调师（五级）合格"},
	}
}

type galleryRow struct{ name, bed, officer, left string }

func galleryTable(l web.List) web.Table[galleryRow] {
	text := func(f func(galleryRow) string) web.Column[galleryRow] {
		return web.Column[galleryRow]{Cell: web.Words(f)}
	}
	bed, officer, left := text(func(r galleryRow) string { return r.bed }), text(func(r galleryRow) string { return r.officer }), text(func(r galleryRow) string { return r.left })
	bed.Label, bed.Sort = "床位", "bed"
	officer.Label = "主管民警"
	left.Label, left.Sort, left.Figures = "还有", "end", true
	name := web.Column[galleryRow]{Label: "姓名", Sort: "name", Main: true, Cell: web.Link(func(r galleryRow) (string, string) { return r.name, "#" })}
	return web.Table[galleryRow]{
		Caption: "人员", List: l, Columns: []web.Column[galleryRow]{name, bed, officer, left}, Total: 42, Next: "x", Export: "#",
		Chips: []web.Chip{{Label: "分区", Value: "康复巩固区", URL: "/_gallery"}},
		Rows: []galleryRow{
			{name: "高原", bed: "3舍05床", officer: "陈立", left: "18 天"},
			{name: "吉布阿且", bed: "3舍04床", officer: "陈立", left: "402 天"},
			{name: "李明远", bed: "6舍01床", officer: "陈立", left: "231 天"},
			{name: "周文博", bed: "4舍02床", officer: "孙梅", left: "90 天"},
		},
		Empty: web.Empty{Text: "还没有人员。可以先从名册导入。", Action: "导入名册", URL: "#"},
	}
}

func gallerySteps() []web.Step {
	return []web.Step{
		{Label: "决定书核对", URL: "#", Tone: web.OK, Status: "完成", Acts: []web.Act{{Label: "打印登记表", URL: "#"}}},
		{Label: "体检与伤情", URL: "#", Hint: "缺移交民警签名", Tone: web.Warn, Status: "缺 1 项", Here: true},
		{Label: "权利告知与首次谈话", URL: "#", Hint: "24 小时内", Tone: web.Neutral, Status: "未开始"},
	}
}

func galleryDiff() web.Diff {
	return web.Diff{Mine: "您写的", Theirs: "现在的", Choose: true, Fields: []web.DiffField{
		{Name: "phone", Label: "家属电话", Mine: "母亲 尾号 3302", Theirs: "母亲 尾号 3308"},
		{Name: "end", Label: "到期日", Mine: "2027年7月14日", Theirs: "2027年7月13日", Fixed: true},
	}}
}

func galleryPreview() web.Preview {
	return web.Preview{File: "roster-2026-11.csv", Piles: []web.Pile{
		{Label: "新增", Count: 128, Tone: web.OK}, {Label: "更新", Count: 14, Tone: web.Info}, {Label: "要改", Count: 2, Tone: web.Warn, URL: "#"},
	}, Problems: []web.Problem{
		{Row: 17, Field: "身份证号", Value: "51990019920230123", Reason: "身份证号应为 18 位，现在是 17 位。", Fix: "核对原件后补全。"},
		{Row: 56, Field: "决定日期", Value: "2026/13/02", Reason: "没有 13 月。", Fix: "写成 2026-12-02 这样的日期。"},
	}}
}

func galleryDate() web.LegalDate {
	return web.LegalDate{Day: galleryDay("2026-11-27"), Why: web.Why{
		Event: "收到申请：11月20日", Rule: "收到的次日起算，共 7 日", Shift: "最后一天不是节假日，不顺延", Result: "11月27日（星期五）前答复", Article: "《戒毒条例》第33条",
	}}
}

func galleryUnsure() web.LegalDate {
	d := galleryDate()
	d.Day, d.Unsure = galleryDay("2026-11-24"), true
	d.Why.Note = "这个天数还没有经局法制岗确认，先按较早的日期提醒。"
	return d
}

var _ text.Day = galleryDay("")
