package io.diglm.cli;

import io.diglm.model.JointModel;
import io.diglm.model.ModelFile;
import io.diglm.predict.JointPredictor;
import io.diglm.predict.Predictor;
import io.diglm.schema.CaseWeight;
import io.diglm.schema.Input;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model that a command uses. */
final class SavedModel {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file from diglm fit.")
  private Path path = Path.of("");

  @Mixin private OfOption of = new OfOption();

  @Mixin private DeviceOption device = new DeviceOption();

  Path path() {
    return path;
  }

  /** Opens the model of one target, or of p(x) alone. */
  Predictor open() {
    return open(new SlackOption());
  }

  /** Opens the model of one target, or of p(x) alone, with the rule of this run. */
  Predictor open(SlackOption slack) {
    device.use();
    return Predictor.open(slack.ruled(of.load(path)), path.toString());
  }

  /** Opens the models of all targets, or of the one that is named, with the rule of this run. */
  JointPredictor openJoint(SlackOption slack) {
    device.use();
    List<ModelFile> models = of.joint(path).models().stream().map(slack::ruled).toList();
    return JointPredictor.open(new JointModel(models), path.toString());
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
