package paper

// Kind is which paper.
type Kind string

// The kinds of papers, in the order of a stay.
const (
	IntakeForm         Kind = "intake_form"         // 入所登记表
	InjuryRecord       Kind = "injury_record"       // 伤情登记
	PropertyReceipt    Kind = "property_receipt"    // 财物代管收据
	FamilyLetter       Kind = "family_letter"       // 家属通知书
	RightsNotice       Kind = "rights_notice"       // 权利义务告知书
	Refusal            Kind = "refusal"             // 不予收治说明书
	Referral           Kind = "referral"            // 转介函
	HandoverReceipt    Kind = "handover_receipt"    // 移交回执
	TransferCover      Kind = "transfer_cover"      // 转所移交清单
	TransferRefusal    Kind = "transfer_refusal"    // 不予转所通知书
	HomeLeavePermit    Kind = "home_leave_permit"   // 外出探视证明
	EarlyProposal      Kind = "early_proposal"      // 提前解除意见书
	ExtensionProposal  Kind = "extension_proposal"  // 延长期限意见书
	ConversionProposal Kind = "conversion_proposal" // 变更措施意见书
	DecisionReceipt    Kind = "decision_receipt"    // 收到决定回执
	ReconApplication   Kind = "recon_application"   // 行政复议申请书
	SuitComplaint      Kind = "suit_complaint"      // 行政起诉状
	AidApplication     Kind = "aid_application"     // 法律援助申请书
	TermSheet          Kind = "term_sheet"          // 期限计算书
	ReleaseNotice      Kind = "release_notice"      // 解除通知书
	ReleaseCertificate Kind = "release_certificate" // 解除强制隔离戒毒证明书

	// The release notice is one form. It goes to several, and each has one that counts: ReleaseNotice to the deciding organ.
	NoticeFamily   Kind = "release_notice_family"
	NoticeEmployer Kind = "release_notice_employer"
	NoticeStation  Kind = "release_notice_station"  // 派出所
	NoticeTownship Kind = "release_notice_township" // 乡镇、街道

	DayBook Kind = "day_book" // 值班手册
)

// kind is what the room knows of one.
type kind struct {
	Kind
	title  string // the statutory or usual title: papers are in Chinese
	series string // of its numbers
	relied bool   // somebody relies now on the end of the term that it states
}

var kinds = []kind{
	{IntakeForm, "强制隔离戒毒人员入所登记表", "RS", false},
	{InjuryRecord, "入所人员伤情登记表", "SQ", false},
	{PropertyReceipt, "戒毒人员财物代管收据", "CW", false},
	{FamilyLetter, "强制隔离戒毒人员家属通知书", "JS", true},
	{RightsNotice, "戒毒人员权利义务告知书", "QL", true},
	{Refusal, "不予收治说明书", "BS", false},
	{Referral, "戒毒人员转介函", "ZJ", false},
	{HandoverReceipt, "戒毒人员移交回执", "YJ", false},
	{TransferCover, "戒毒人员转所移交清单", "ZS", false},
	{TransferRefusal, "不予转所通知书", "BZ", false},
	{HomeLeavePermit, "戒毒人员外出探视证明", "TS", false},
	{EarlyProposal, "提前解除强制隔离戒毒意见书", "TQ", false},
	{ExtensionProposal, "延长强制隔离戒毒期限意见书", "YC", false},
	{ConversionProposal, "变更戒毒措施意见书", "BG", false},
	{DecisionReceipt, "收到决定文书回执", "SD", false},
	{ReconApplication, "行政复议申请书", "FY", false},
	{SuitComplaint, "行政起诉状", "SS", false},
	{AidApplication, "法律援助申请书", "FA", false},
	{TermSheet, "强制隔离戒毒期限计算书", "QX", true},
	{ReleaseNotice, "解除强制隔离戒毒通知书", "JT", true},
	{NoticeFamily, "解除强制隔离戒毒通知书（家属）", "TJ", true},
	{NoticeEmployer, "解除强制隔离戒毒通知书（所在单位）", "TD", true},
	{NoticeStation, "解除强制隔离戒毒通知书（派出所）", "TP", true},
	{NoticeTownship, "解除强制隔离戒毒通知书（乡镇、街道）", "TX", true},
	{ReleaseCertificate, "解除强制隔离戒毒证明书", "JZ", false},
	{DayBook, "值班手册", "ZB", false},
}

var byKind = func() map[Kind]kind {
	m := make(map[Kind]kind, len(kinds))
	for _, k := range kinds {
		m[k.Kind] = k
	}
	return m
}()

// Kinds lists every kind.
func Kinds() []Kind {
	out := make([]Kind, len(kinds))
	for i, k := range kinds {
		out[i] = k.Kind
	}
	return out
}

// Title is the title of a kind, "" for none of the kinds.
func (k Kind) Title() string { return byKind[k].title }

// Key is the kind's name on screens.
func (k Kind) Key() string { return "paper.kind." + string(k) }
