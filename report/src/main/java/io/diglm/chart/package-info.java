/** Charts and grids of images: what they show, and how they are drawn as SVG and PNG. */
@NullMarked
package io.diglm.chart;

import org.jspecify.annotations.NullMarked;
