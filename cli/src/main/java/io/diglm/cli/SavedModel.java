package io.diglm.cli;

import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Predictor;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Input;
import io.diglm.selective.RejectionRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model that a command uses. */
final class SavedModel {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(
      names = "--slack",
      paramLabel = "C",
      description =
          "Reject a row if log p(x) is more than C nats below that of every training row.")
  private Optional<Double> slack = Optional.empty();

  Path path() {
    return path;
  }

  /** Opens the model of one target, or of p(x) alone. */
  Predictor open() {
    device.use();
    return Predictor.open(ruled(of.load(path)), path.toString());
  }

  /** Opens the models of all targets, or of the one that is named. */
  JointPredictor openJoint() {
    device.use();
    List<ModelFile> models = of.joint(path).models().stream().map(this::ruled).toList();
    return JointPredictor.open(new JointModel(models), path.toString());
  }

  private ModelFile ruled(ModelFile file) {
    Optional<RejectionRule> rule = slack.map(RejectionRule.MinimumDensity::new);
    return rule.map(file::withRejection).orElse(file);
  }

  /** Writes a model that was changed, see {@link OfOption#save}. */
  void save(ModelFile changed, Path to) {
    of.save(changed, path, to);
  }

  /** Returns the names of the columns that measure answers: target and, if any, case weight. */
  static List<String> answered(Predictor predictor, String target) {
    List<String> columns = new ArrayList<>(List.of(target));
    predictor.manifest().schema().weight().map(CaseWeight::column).ifPresent(columns::add);
    return columns;
  }

  /** Returns the names of the columns that the model needs, and of some others. */
  static List<String> columns(Predictor predictor, List<String> others) {
    List<String> columns = new ArrayList<>(others);
    predictor.manifest().schema().inputs().stream().map(Input::name).forEach(columns::add);
    return columns;
  }
}
