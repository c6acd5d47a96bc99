package seal

import (
	"encoding/json"

	"guitu/internal/base/errs"
)

// SealValue seals a whole value: exported fields by their Go names. A field that is added later opens as its
// zero value from older seals; one that is renamed needs a migration.
func (k *Key) SealValue(column string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, errs.Because(errs.Internal, "seal.bad_value", err)
	}
	return k.Seal(column, plain), nil
}

// OpenValue opens what SealValue sealed into v, a pointer.
func (k *Key) OpenValue(column string, sealed []byte, v any) error {
	plain, err := k.Open(column, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return errs.Because(errs.Internal, "seal.bad_value", err)
	}
	return nil
}
