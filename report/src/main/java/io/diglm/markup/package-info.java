/** What pages and pictures are written with: escaped markup, and numbers as text. */
@NullMarked
package io.diglm.markup;

import org.jspecify.annotations.NullMarked;
