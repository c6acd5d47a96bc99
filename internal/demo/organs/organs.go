// Package organs is the directory of the demo province: the police, hospitals, courts, governments and townships of every
// county, by the names that the divisions give them, each marked as invented.
package organs

import (
	"strings"

	"guitu/internal/base/cn"
	"guitu/internal/domain/partner"
)

const invented = "（演示）"

// Police is the police of a county, as letters name it.
func Police(d *cn.Divisions, county string) string { return police(d, county) + invented }

func police(d *cn.Divisions, county string) string {
	name, above := d.Name(county), d.Name(county[:4])
	if strings.HasSuffix(name, "区") {
		return above + "公安局" + name + "分局"
	}
	return name + "公安局"
}

// Directory lists every organ.
func Directory(d *cn.Divisions) (list []partner.Draft) {
	add := func(k partner.Kind, division, name string) {
		list = append(list, partner.Draft{Kind: string(k), Division: division, Name: name + invented})
	}
	for _, at := range d.Children("51") {
		name := d.Name(at)
		add(partner.Police, at, name+"公安局")
		add(partner.PSFacility, at, name+"公安局强制隔离戒毒所")
		add(partner.Hospital, at, name+"人民医院")
		add(partner.Procuratorate, at, name+"人民检察院")
		add(partner.Court, at, name+"中级人民法院")
		add(partner.Government, at, name+"人民政府")
		for _, county := range d.Children(at) {
			add(partner.Police, county, police(d, county))
			add(partner.Government, county, d.Name(county)+"人民政府")
			for _, town := range d.Children(county) {
				add(partner.Township, town, d.Name(county)+township(d.Name(town)))
			}
		}
	}
	return list
}

func township(name string) string {
	if strings.HasSuffix(name, "街道") {
		return name + "办事处"
	}
	return name + "人民政府"
}
