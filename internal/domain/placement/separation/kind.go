package separation

// Kind is who is in a brigade already, by key and trait: an empty room of a women's brigade is no bed for a man, nor one
// among minors for an adult. Who would be the only one of his sort there is offered none.
type Kind map[string]bool

// Has tells whether somebody of his sort lives in a brigade, by both keys.
func (k Kind) Has(n Neighbour) bool { return k.Of(BySex, n) && k.Of(ByAge, n) }

// Of is Has by one key; where nobody lives, or nobody knows, he may be the first.
func (k Kind) Of(key string, n Neighbour) bool {
	t := n.Trait(key)
	return len(k) == 0 || t == "" || k[key+t]
}
