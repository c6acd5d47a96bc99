package seal

// Compartment (分隔) is a part of the files with its own key, because other people may read it.
type Compartment string

// The seven compartments. General is everything that is not one of the others: it too is sealed at rest.
const (
	General    Compartment = "general"    // 一般
	Clinical   Compartment = "clinical"   // 医疗
	Infection  Compartment = "infection"  // 传染病 (HIV, hepatitis, tuberculosis, syphilis)
	Psychology Compartment = "psychology" // 心理
	Child      Compartment = "child"      // 未成年人
	Voluntary  Compartment = "voluntary"  // 自愿戒毒
	Complaint  Compartment = "complaint"  // 申诉控告
)

// All lists the compartments in a fixed order.
func All() []Compartment {
	return []Compartment{General, Clinical, Infection, Psychology, Child, Voluntary, Complaint}
}

// Valid tells whether c is one of the seven.
func (c Compartment) Valid() bool {
	switch c {
	case General, Clinical, Infection, Psychology, Child, Voluntary, Complaint:
		return true
	}
	return false
}
