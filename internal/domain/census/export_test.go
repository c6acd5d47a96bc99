package census

// Few lets a search take more people than so many for a crowd.
func (k *Desk) Few(n int) { k.few = n }
