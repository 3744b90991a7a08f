package io.diglm.experiments;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Our figures beside those of other methods.
 *
 * @param sets the tables
 * @param contenders all models; ours is the first and has all tables
 */
record Contest(List<MixedTable> sets, List<Contender> contenders) {
  /** What a model loses where it is wrong. */
  static final String LOSS = "RMSE or error";

  Contender ours() {
    return contenders.get(0);
  }

  Stream<Contender> peers() {
    return contenders.stream().skip(1);
  }

  /** Returns whether a peer has results for every table. */
  boolean compared() {
    return peers().anyMatch(peer -> peer.hasAll(sets));
  }

  Standing standing(ToDoubleFunction<Reached> figure) {
    return Standing.of(contenders, sets, figure);
  }

  /** The least figure of the peers that have the table; NaN if there is none. */
  double best(MixedTable table, ToDoubleFunction<Reached> figure) {
    return peers()
        .flatMap(peer -> peer.on(table).stream())
        .mapToDouble(figure)
        .min()
        .orElse(Double.NaN);
  }

  double nllGap(MixedTable table) {
    return ours().on(table).map(Reached::nll).orElse(Double.NaN) - best(table, Reached::nll);
  }

  double lossRatio(MixedTable table) {
    return ours().on(table).map(Reached::loss).orElse(Double.NaN) / best(table, Reached::loss);
  }
}
