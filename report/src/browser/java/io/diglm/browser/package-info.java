/** A browser for the tests of pages. The modules report and server compile it with their tests. */
@NullMarked
package io.diglm.browser;

import org.jspecify.annotations.NullMarked;
