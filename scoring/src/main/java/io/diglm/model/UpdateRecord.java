package io.diglm.model;

import java.time.Instant;

/**
 * Rows that the posterior of the coefficients has learned, or removed, after the fit.
 *
 * @param created when it was made, written as ISO 8601 in UTC
 * @param removed whether the rows were removed
 * @param rows how many
 * @param sha256 fingerprint of the rows, as hexadecimal digits
 * @param source the origin of the rows
 */
public record UpdateRecord(
    Instant created, boolean removed, long rows, String sha256, String source) {}
