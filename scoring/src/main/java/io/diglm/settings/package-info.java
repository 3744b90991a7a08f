/** What settings have in common: copies with one of them changed, and checks of their values. */
@NullMarked
package io.diglm.settings;

import org.jspecify.annotations.NullMarked;
