/** The density of table rows: log p(x), cell by cell. */
@NullMarked
package io.diglm.density;

import org.jspecify.annotations.NullMarked;
