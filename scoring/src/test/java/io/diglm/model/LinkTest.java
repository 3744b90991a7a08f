package io.diglm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class LinkTest {
  @Test
  void inversesAreTheirFormulas() {
    assertEquals(-0.7, Link.IDENTITY.inverse(-0.7));
    assertEquals(Math.exp(-0.7), Link.LOG.inverse(-0.7), 1e-15);
    assertEquals(0.49, Link.SQRT.inverse(-0.7), 1e-15);
    assertEquals(4, Link.INVERSE.inverse(0.25), 1e-15);
    assertEquals(Math.log(1 + Math.exp(-0.7)), Link.SOFTPLUS.inverse(-0.7), 1e-15);
    assertEquals(1 / (1 + Math.exp(0.7)), Link.LOGIT.inverse(-0.7), 1e-15);
    assertEquals(0.24196365222307303, Link.PROBIT.inverse(-0.7), 1e-15); // scipy.special.ndtr
    assertEquals(1 - Math.exp(-Math.exp(-0.7)), Link.CLOGLOG.inverse(-0.7), 1e-15);
  }

  @Test
  void linksUndoTheirInverses() {
    for (Link link : new Link[] {Link.IDENTITY, Link.LOG, Link.SQRT, Link.INVERSE, Link.SOFTPLUS}) {
      for (double mean : new double[] {1e-3, 0.7, 1, 12, 500}) {
        assertEquals(mean, link.inverse(link.of(mean)), 1e-12 * mean, link + " of " + mean);
      }
    }
    var error = assertThrows(IllegalArgumentException.class, () -> Link.PROBIT.of(0.5));
    assertEquals(
        "link of a mean must not be one of LOGIT, PROBIT, CLOGLOG, got PROBIT", error.getMessage());
  }

  @Test
  void meansStayInTheirBounds() {
    assertEquals(Math.exp(30), Link.LOG.inverse(1e3));
    assertEquals(Math.exp(-30), Link.LOG.inverse(-1e3));
    assertEquals(Math.exp(-30), Link.SQRT.inverse(0));
    assertEquals(1e6, Link.INVERSE.inverse(-5), 1e-9);
    assertEquals(Math.exp(-30), Link.SOFTPLUS.inverse(-1e3));
  }

  @Test
  void onlyProbabilitiesHaveLogOdds() {
    var error = assertThrows(IllegalArgumentException.class, () -> Link.LOG.logOdds(0));
    assertEquals(
        "link of a probability must be one of LOGIT, PROBIT, CLOGLOG, got LOG", error.getMessage());
  }
}
