package io.diglm.spark;

import io.diglm.train.RoundSettings;
import java.io.Serializable;
import java.util.OptionalInt;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The parameters of a fit on the cluster. */
final class RoundParams implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int LEAST_SAMPLE = 1000;

  final IntParam localSteps;
  final DoubleParam outerRate;
  final DoubleParam outerMomentum;
  final IntParam sampleRows;
  final Param<String> checkpoint;

  private final DeclaredParams declared;

  RoundParams(DeclaredParams declared) {
    this.declared = declared;
    Params parent = declared.parent();
    localSteps =
        declared.whole(
            "localSteps",
            "trainOn cluster: steps of a shard between two means of all; not set, the number of shards decides",
            1);
    outerRate =
        new DoubleParam(
            parent,
            "outerRate",
            "trainOn cluster: factor on the mean movement of the shards",
            ParamValidators.inRange(0, 2, false, true));
    outerMomentum =
        new DoubleParam(
            parent,
            "outerMomentum",
            "trainOn cluster: Nesterov momentum of the mean movement; 0 for none",
            ParamValidators.inRange(0, 1, true, false));
    sampleRows =
        declared.whole(
            "sampleRows",
            "trainOn cluster: training rows that the driver has, by which columns are read and p(x) is learned",
            LEAST_SAMPLE);
    checkpoint =
        new Param<>(
            parent,
            "checkpoint",
            "trainOn cluster: file that keeps the state after each round, to go on from after the driver died");
  }

  /** Sets the defaults. */
  void defaults() {
    RoundSettings rounds = RoundSettings.DEFAULTS;
    Params parent = declared.parent();
    parent.setDefault(outerRate, rounds.outerRate());
    parent.setDefault(outerMomentum, rounds.outerMomentum());
    parent.setDefault(sampleRows, ClusterSettings.SAMPLE_ROWS);
  }

  /** Returns the settings that they make. */
  ClusterSettings settings() {
    Params parent = declared.parent();
    RoundSettings rounds =
        new RoundSettings(
            declared
                .value(localSteps)
                .map(n -> OptionalInt.of((int) n))
                .orElse(OptionalInt.empty()),
            (double) parent.getOrDefault(outerRate),
            (double) parent.getOrDefault(outerMomentum));
    return new ClusterSettings(
        rounds, (int) parent.getOrDefault(sampleRows), declared.value(checkpoint));
  }
}
