package term

import "guitu/internal/domain/law"

func (f *fold) trace() {}

var _ = law.CI
