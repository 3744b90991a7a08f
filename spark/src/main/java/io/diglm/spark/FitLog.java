package io.diglm.spark;

import io.diglm.train.EpochRecord;
import io.diglm.train.FitListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The progress of a fit in Spark's log. */
final class FitLog implements FitListener {
  private static final Logger LOG = LoggerFactory.getLogger(FitLog.class);

  private final String unit;

  /** Sets what the fit counts: epochs or rounds. */
  FitLog(String unit) {
    this.unit = unit;
  }

  @Override
  public void stage(String what) {
    LOG.info("diglm: {}", what);
  }

  @Override
  public void epoch(EpochRecord record) {
    LOG.info("diglm: {} {}, validation loss {}", unit, record.epoch(), record.validationLoss());
  }

  @Override
  public void warning(String line) {
    LOG.warn("diglm: {}", line);
  }
}
