package io.diglm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The arrows between all modules; this is the module that sees them all.
 *
 * <p>Plain tests on purpose: Surefire runs none of the rules that ArchUnit's own engine offers.
 */
final class ArchitectureTest {
  private static final String[] TRAINING = {
    "io.diglm.config..",
    "io.diglm.glm..",
    "io.diglm.gradient..",
    "io.diglm.insight..",
    "io.diglm.train.."
  };
  private static final String[] IMAGES = {
    "io.diglm.torch..", "io.diglm.flow..", "io.diglm.image.."
  };
  private static final String[] SCORING = {
    "io.diglm.schema..",
    "io.diglm.distribution..",
    "io.diglm.model..",
    "io.diglm.network..",
    "io.diglm.selective..",
    "io.diglm.novelty..",
    "io.diglm.posterior..",
    "io.diglm.predict..",
    "io.diglm.explain..",
    "io.diglm.drift.."
  };
  private static final String[] REPORT = {
    "io.diglm.markup..", "io.diglm.chart..", "io.diglm.report..", "io.diglm.page.."
  };
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.diglm");

  @Test
  void seesEveryModule() {
    for (Class<?> one :
        new Class<?>[] {
          io.diglm.predict.Predictor.class,
          io.diglm.data.TableSource.class,
          io.diglm.train.Fit.class,
          io.diglm.page.ReportWriter.class,
          io.diglm.reporting.FitReports.class,
          io.diglm.onnx.Onnx.class,
          io.diglm.server.ModelServer.class,
          io.diglm.server.grpc.GrpcServer.class,
          io.diglm.experiments.Experiment.class,
          Diglm.class
        }) {
      assertTrue(CLASSES.contain(one), one.getName());
    }
  }

  @Test
  void onlyImagesKnowTensors() {
    noClasses()
        .that()
        .resideOutsideOfPackages(IMAGES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  /** It is found by its services alone: whoever has tables only does without it. */
  @Test
  void nobodyKnowsTheModuleOfImages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(IMAGES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(IMAGES)
        .check(CLASSES);
  }

  @Test
  void onlyDataKnowsTheDatabase() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diglm.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.duckdb..")
        .check(CLASSES);
  }

  @Test
  void onlyChartsKnowHowTheyAreDrawn() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diglm.chart..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.knowm..", "org.apache.batik..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages("io.diglm.chart..", "io.diglm.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.awt..")
        .check(CLASSES);
  }

  /** What a report says stands apart from how a page shows it. */
  @Test
  void pagesKnowReportsAndReportsKnowCharts() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("markup")
        .definedBy("io.diglm.markup..")
        .layer("chart")
        .definedBy("io.diglm.chart..")
        .layer("report")
        .definedBy("io.diglm.report..")
        .layer("page")
        .definedBy("io.diglm.page..")
        .whereLayer("markup")
        .mayNotAccessAnyLayer()
        .whereLayer("chart")
        .mayOnlyAccessLayers("markup")
        .whereLayer("report")
        .mayOnlyAccessLayers("markup", "chart")
        .whereLayer("page")
        .mayNotBeAccessedByAnyLayer()
        .check(CLASSES);
  }

  /** Commands tell texts and open outputs, which know no command. */
  @Test
  void textsAndOutputsKnowNoCommand() {
    noClasses()
        .that()
        .resideInAnyPackage("io.diglm.cli.text", "io.diglm.cli.output")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.diglm.cli")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.diglm.cli.text")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.diglm.cli.output")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.diglm.cli.mlflow")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.diglm.cli.output")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.diglm.cli.text")
        .check(CLASSES);
  }

  @Test
  void onlyTheModuleOfGrpcKnowsIt() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diglm.server.grpc..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "com.google.protobuf..")
        .check(CLASSES);
  }

  @Test
  void onlyDataKnowsMatlab() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diglm.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("us.hebi..")
        .check(CLASSES);
  }

  @Test
  void headsDoNotKnowFlows() {
    noClasses()
        .that()
        .resideInAPackage("io.diglm.glm..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.diglm.network..", "io.diglm.gradient..", "io.diglm.train..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.diglm.flow..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.diglm.glm..", "io.diglm.train..")
        .check(CLASSES);
  }

  @Test
  void theTensorGlueKnowsNoneOfItsUsers() {
    noClasses()
        .that()
        .resideInAPackage("io.diglm.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.diglm.flow..", "io.diglm.image..", "io.diglm.train..")
        .check(CLASSES);
  }

  @Test
  void modulesPointOneWay() {
    noClasses()
        .that()
        .resideInAnyPackage(SCORING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.diglm.data..",
            "io.diglm.reporting..",
            "io.diglm.server..",
            "io.diglm.experiments..",
            "io.diglm.cli..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(TRAINING)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(REPORT)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(REPORT)
        .or()
        .resideInAPackage("io.diglm.data..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(TRAINING)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.diglm.reporting..", "io.diglm.server..", "io.diglm.experiments..", "io.diglm.cli..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage(TRAINING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.diglm.reporting..", "io.diglm.server..", "io.diglm.experiments..", "io.diglm.cli..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(REPORT)
        .check(CLASSES);
  }

  /** A server needs neither a database nor a tensor engine. */
  @Test
  void theServerOnlyScoresAndReports() {
    noClasses()
        .that()
        .resideInAPackage("io.diglm.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.diglm.data..", "io.diglm.reporting..", "io.diglm.experiments..", "io.diglm.cli..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(TRAINING)
        .check(CLASSES);
  }

  @Test
  void theGraphKnowsOnlyScoring() {
    noClasses()
        .that()
        .resideInAPackage("io.diglm.onnx..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.diglm.data..",
            "io.diglm.reporting..",
            "io.diglm.server..",
            "io.diglm.experiments..",
            "io.diglm.cli..")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(TRAINING)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(REPORT)
        .check(CLASSES);
  }

  @Test
  void onlyTheServerKnowsHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.diglm.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.eclipse.jetty..", "io.prometheus..", "de.siegmar..")
        .check(CLASSES);
  }

  @Test
  void experimentsDoNotKnowTheCommand() {
    noClasses()
        .that()
        .resideInAnyPackage("io.diglm.experiments..", "io.diglm.reporting..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.diglm.cli..", "io.diglm.server..")
        .check(CLASSES);
  }

  @Test
  void onlyExperimentsAndPosteriorsKnowMatrices() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.diglm.experiments..", "io.diglm.glm..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.ejml..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("io.diglm.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
