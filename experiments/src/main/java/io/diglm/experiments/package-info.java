/** The paper's experiments behind one frame: run, measured beside what was published, drawn. */
@NullMarked
package io.diglm.experiments;

import org.jspecify.annotations.NullMarked;
