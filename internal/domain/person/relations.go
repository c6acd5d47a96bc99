package person

import "guitu/internal/base/cn"

// Relation is what a relative is to a person; Back is what the person is to the relative, when the
// relative's sex is not needed to say it. Direct and Close follow the law's circles: 直系亲属 may be visited
// on leave (NCL 46), 近亲属 may fetch property (Civil Code 1045).
type Relation struct {
	Code          string
	Words         []string // as rosters write it
	Back          string
	Direct, Close bool
}

// Relations lists the codes; their titles are "relation.<code>".
var Relations = []Relation{
	{"spouse", []string{"配偶", "夫妻", "妻子", "丈夫", "妻", "夫", "老婆", "老公", "爱人"}, "spouse", false, true},
	{"father", []string{"父亲", "父子", "父女", "父", "爸爸"}, "child", true, true},
	{"mother", []string{"母亲", "母子", "母女", "母", "妈妈"}, "child", true, true},
	{"son", []string{"儿子", "子", "长子", "次子"}, "parent", true, true},
	{"daughter", []string{"女儿", "女", "长女", "次女"}, "parent", true, true},
	{"child", []string{"子女", "孩子"}, "parent", true, true},
	{"parent", []string{"父母"}, "child", true, true},
	{"brother", []string{"兄弟", "哥哥", "弟弟", "兄", "弟", "哥"}, "sibling", false, true},
	{"sister", []string{"姐妹", "姐姐", "妹妹", "姐", "妹"}, "sibling", false, true},
	{"sibling", []string{"兄弟姐妹", "兄妹", "姐弟"}, "sibling", false, true},
	{"grandparent", []string{"祖父", "祖母", "爷爷", "奶奶", "外公", "外婆", "外祖父", "外祖母"}, "grandchild", true, true},
	{"grandchild", []string{"孙子", "孙女", "外孙", "外孙女"}, "grandparent", true, true},
	{"guardian", []string{"监护人"}, "ward", false, false},
	{"ward", []string{"被监护人"}, "guardian", false, false},
	{"relative", []string{"亲戚", "亲属", "叔叔", "伯父", "姑姑", "舅舅", "姨", "侄子", "侄女", "堂兄", "表兄", "其他亲属"}, "relative", false, false},
	{"friend", []string{"朋友"}, "friend", false, false},
	{"other", []string{"其他"}, "other", false, false},
}

// ParseRelation reads a relation by code or by the words of a roster; what nobody knows is "other".
func ParseRelation(text string) string {
	t := cn.Compact(text)
	for _, r := range Relations {
		if r.Code == t {
			return r.Code
		}
		for _, w := range r.Words {
			if w == t {
				return r.Code
			}
		}
	}
	return "other"
}

// RelationOf is what the house knows of a code; ok is false for a code that is not in the table.
func RelationOf(code string) (Relation, bool) {
	for _, r := range Relations {
		if r.Code == code {
			return r, true
		}
	}
	return Relation{}, false
}
