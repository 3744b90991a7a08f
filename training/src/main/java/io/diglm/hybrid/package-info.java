/** The paper's model: a flow carrying a GLM. */
@NullMarked
package io.diglm.hybrid;

import org.jspecify.annotations.NullMarked;
