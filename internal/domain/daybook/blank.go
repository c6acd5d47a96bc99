package daybook

import "guitu/internal/platform/press"

// blank is one form to be written on while the house is away, a page of its own: several may write, each takes a leaf.
type blank struct {
	title, note string
	heads       []string
	widths      []int
	rows, lines int
}

// forms lists the blank pages. Each begins with the moment and ends with who writes: what has neither cannot be entered
// afterwards. The note says where it goes.
var forms = []blank{
	{
		"补记一　点名", "过去的点名不再录入系统：恢复后照现在的情况点一次，有人没找到的在那一次里标明。本页和打过✓的名单留存。",
		[]string{"几时", "应到", "实到", "没到的人、去向或核实经过", "民警姓名"},
		[]int{14, 9, 9, 50, 18},
		10, 2,
	},
	{
		"补记二　外出与返回", "补录到：动态，先登记外出，再登记返回。所外就医、外出探视、脱逃和追回，补录到：事项办理。只写医院名称，不写病情。",
		[]string{"离开几时", "何人", "去哪里、谁押送", "应回几时", "返回几时", "民警姓名"},
		[]int{14, 16, 28, 14, 14, 14},
		10, 2,
	},
	{
		"补记三　换床", "补录到：分区看板。系统记补录的时间，实际时间写在原因里。",
		[]string{"几时", "何人", "原床", "新床", "原因、谁同意", "民警姓名"},
		[]int{14, 16, 13, 13, 28, 16},
		10, 2,
	},
	{
		"补记四　事件", "先处置、先报告，再写。单独管理、保护性约束等有时限的，写明开始和结束的时刻。单独管理、保护性约束由主管民警或大队长补录到本人档案的“记录”；其他补录到相应事项。",
		[]string{"几时", "何人", "何事，怎样处置，报告了谁", "民警姓名"},
		[]int{14, 18, 50, 18},
		8, 3,
	},
	{
		"补记五　其他事项", "办结的待办，在本册第四部分写办结的时刻，补录到：我的一天，“几时办的”填这个时刻。",
		[]string{"几时", "何人", "何事", "民警姓名"},
		[]int{14, 18, 50, 18},
		10, 2,
	},
}

func blanks() (out []press.Block) {
	for _, f := range forms {
		rows := [][]press.Cell{labels(f.heads...)}
		for range f.rows {
			row := make([]press.Cell, len(f.heads))
			for i := range row {
				row[i].Lines = f.lines
			}
			rows = append(rows, row)
		}
		out = append(out, press.Turn(), press.H1(f.title), press.Note(f.note), press.Grid(press.Table{Widths: f.widths, Head: 1, Rows: rows}))
	}
	return out
}
