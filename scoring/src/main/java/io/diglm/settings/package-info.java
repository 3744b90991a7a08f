/** Shared code of settings: copies with one setting changed, and checks of values. */
@NullMarked
package io.diglm.settings;

import org.jspecify.annotations.NullMarked;
