/** The report of a fit: one HTML file with inline SVG. */
@NullMarked
package io.diglm.report;

import org.jspecify.annotations.NullMarked;
