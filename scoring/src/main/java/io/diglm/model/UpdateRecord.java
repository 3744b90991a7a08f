package io.diglm.model;

import java.time.Instant;

/**
 * Rows that the posterior of the coefficients has learned from, or forgotten, after the fit.
 *
 * @param created when, to be written as ISO 8601 in UTC
 * @param removed whether they were taken out
 * @param rows how many
 * @param sha256 fingerprint of the rows, as hexadecimal digits
 * @param source where they came from
 */
public record UpdateRecord(
    Instant created, boolean removed, long rows, String sha256, String source) {}
