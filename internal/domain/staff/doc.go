// Package staff is who may act: members of staff, the posts they hold (岗位) from a day until a day, and
// what they hold for one another by delegation (代理).
//
// Power comes from a post, never from a person: an officer without a post today cannot sign in, and a
// duty belongs to a seat, so that nothing is forgotten when somebody leaves. A post that ends keeps its
// row; the file says for ever who sat where on which day.
//
// Names of staff are sealed at rest like everybody's.
package staff
