package io.diglm.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.diglm.schema.Cells;
import io.diglm.schema.FeatureChoice;
import io.diglm.schema.Offset;
import io.diglm.schema.Schema;
import io.diglm.schema.SchemaInference;
import io.diglm.schema.StorageType;
import io.diglm.schema.Table;
import io.diglm.schema.TableColumn;
import io.diglm.server.tensors.Datatype;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A served model with an exposure asks for it beside the features. */
final class OffsetInputTest {
  @Test
  void theExposureIsAnInput() {
    double[] x = {0.3, 1.7, 2.9, 0.1};
    Table table =
        new Table(
            "rows",
            List.of(new TableColumn("x", StorageType.DECIMAL, new Cells.Numbers(x))),
            x.length);
    Schema plain =
        SchemaInference.density(
                table,
                new int[] {0, 1, 2, 3},
                new FeatureChoice(List.of("x"), Optional.of(false), true))
            .schema();
    List<Inference.TensorInfo> inputs = Inference.inputs(plain.offset(new Offset("years", true)));
    assertEquals(List.of("x", "years"), inputs.stream().map(Inference.TensorInfo::name).toList());
    assertEquals(Inference.TensorInfo.of("years", Datatype.FP64), inputs.get(1));
    assertEquals(1, Inference.inputs(plain).size());
  }
}
