package io.diglm.predict;

import io.diglm.model.ModelFile;
import io.diglm.model.SavedMember;
import io.diglm.model.TensorData;
import io.diglm.posterior.CoefficientPosterior;
import io.diglm.schema.Cells;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Golden models of one network, ensembles of two of them, and rows for both. */
final class TwoNetworks {
  static final Table ROWS =
      new Table(
          "rows",
          List.of(
              numbers("a", 0.1, -1.2, 0.7, 1.9),
              numbers("b", 0.4, 0.2, -0.9, 1.1),
              numbers("c", 1, 0, 2, 1)),
          4);

  private TwoNetworks() {}

  private static TableColumn numbers(String name, double... values) {
    return new TableColumn(name, StorageType.DECIMAL, new Cells.Numbers(values));
  }

  /** Returns where a golden model is. */
  static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(
                  TwoNetworks.class.getResource("golden/format-2/" + name + ".diglm"))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** Returns the first model with the network of the other as its second. */
  static ModelFile of(ModelFile one, ModelFile other) {
    Map<String, TensorData> own = new HashMap<>(Networks.tensors(other.weights()));
    other
        .weights()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(CoefficientPosterior.PREFIX)) {
                own.put(name, tensor);
              }
            });
    SavedMember member =
        new SavedMember(
            2, other.manifest().flow(), other.manifest().golden(), one.manifest().history());
    return new ModelFile(
        one.manifest().withOthers(List.of(member)), SavedMember.with(one.weights(), 2, own));
  }
}
