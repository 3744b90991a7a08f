package io.diglm.train;

import io.diglm.density.CellDensity;
import io.diglm.json.Json;
import io.diglm.model.GoldenRows;
import io.diglm.model.HeadConfig;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.network.Scorer;
import io.diglm.predict.GoldenCheck;
import io.diglm.schema.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trained networks in the form of a model file. */
final class SavedNetworks {
  private static final int GOLDEN_ROWS = 5;

  /** Rows among which the steady ones are sought. */
  private static final int SEARCHED = 50;

  private SavedNetworks() {}

  /**
   * Returns the entries of each network.
   *
   * @param scorers the networks, open
   * @param data whose first validation rows are the golden ones
   * @param several whether it is one of several targets, which share the golden rows; otherwise
   *     rows are passed over where rounding moves an answer
   */
  static List<SavedMember> of(
      List<Trained> members,
      List<Scorer> scorers,
      TrainingData data,
      HeadConfig head,
      boolean several) {
    List<SavedMember> saved = new ArrayList<>();
    for (Trained member : members) {
      saved.add(
          new SavedMember(
              member.seed(),
              member.flow(),
              golden(scorers.get(saved.size()), data, head, several),
              Json.tree(member.history()).getAsJsonArray()));
    }
    return saved;
  }

  private static GoldenRows golden(
      Scorer scorer, TrainingData data, HeadConfig head, boolean several) {
    // A network of images takes long for a row, and has no other way to compute it.
    boolean choice = !several && !data.images();
    int count = choice ? Math.min(SEARCHED, data.validation().length) : goldenRows(data);
    float[] v =
        data.encoder().encode(data.table(), data.validation(), 0, count, Noise.midpoint()).v();
    float[][] encoded = new float[count][];
    Arrays.setAll(
        encoded,
        row -> Arrays.copyOfRange(v, row * data.dimension(), (row + 1) * data.dimension()));
    return choice
        ? GoldenCheck.steady(scorer, encoded, head.predictors(), GOLDEN_ROWS)
        : GoldenCheck.record(scorer, encoded, head.predictors());
  }

  /** Returns how many golden rows there are. */
  static int goldenRows(TrainingData data) {
    return Math.min(GOLDEN_ROWS, data.validation().length);
  }

  /** Returns the tensors of all networks, and of the density of cells. */
  static Map<String, TensorData> tensors(List<Trained> members, Optional<CellDensity> density) {
    Map<String, TensorData> all = new HashMap<>(members.get(0).weights());
    density.map(CellDensity::tensors).ifPresent(all::putAll);
    for (int k = 2; k <= members.size(); k++) {
      all = SavedMember.with(all, k, members.get(k - 1).weights());
    }
    return all;
  }
}
