package io.diglm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * A JVM that only scores needs this module, Gson and Commons Numbers; its packages point one way.
 *
 * <p>Plain tests on purpose: Surefire runs none of the rules that ArchUnit's own engine offers.
 */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.diglm");

  @Test
  void dependsOnNothingHeavier() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.bytedeco..",
            "org.duckdb..",
            "io.diglm.train..",
            "io.diglm.flow..",
            "io.diglm.glm..",
            "io.diglm.image..",
            "io.diglm.gradient..",
            "io.diglm.torch..",
            "io.diglm.cli..",
            "io.diglm.chart..",
            "io.diglm.page..",
            "io.diglm.report..",
            "io.diglm.data..")
        .check(CLASSES);
  }

  @Test
  void packagesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("schema")
        .definedBy("io.diglm.schema..")
        .layer("distribution")
        .definedBy("io.diglm.distribution..")
        .layer("json")
        .definedBy("io.diglm.json..")
        .layer("model")
        .definedBy("io.diglm.model..")
        .layer("selective")
        .definedBy("io.diglm.selective..")
        .layer("network")
        .definedBy("io.diglm.network..")
        .layer("novelty")
        .definedBy("io.diglm.novelty..")
        .layer("posterior")
        .definedBy("io.diglm.posterior..")
        .layer("predict")
        .definedBy("io.diglm.predict..")
        .whereLayer("json")
        .mayNotAccessAnyLayer()
        .whereLayer("schema")
        .mayOnlyAccessLayers("json", "distribution")
        .whereLayer("distribution")
        .mayOnlyAccessLayers("json")
        .whereLayer("model")
        .mayOnlyAccessLayers("json", "schema", "distribution", "selective")
        .whereLayer("selective")
        .mayOnlyAccessLayers("json", "distribution")
        .whereLayer("network")
        .mayOnlyAccessLayers("model", "schema")
        .whereLayer("novelty")
        .mayOnlyAccessLayers("schema", "distribution", "model", "selective")
        .whereLayer("posterior")
        .mayOnlyAccessLayers("schema", "distribution", "model", "novelty")
        .whereLayer("predict")
        .mayOnlyAccessLayers(
            "schema", "distribution", "model", "network", "selective", "novelty", "posterior")
        .check(CLASSES);
  }

  /** The Vector API is not there unless Java is told to load it: what needs it loads by name. */
  @Test
  void onlyVectorClassesNeedTheVectorApi() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Vector")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleNameStartingWith("Vector")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching("io.diglm.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void loadsNoNatives() {
    noClasses()
        .should()
        .callMethod(System.class, "loadLibrary", String.class)
        .orShould()
        .callMethod(System.class, "load", String.class)
        .orShould()
        .callMethod(Runtime.class, "loadLibrary", String.class)
        .orShould()
        .callMethod(Runtime.class, "load", String.class)
        .check(CLASSES);
  }

  @Test
  void declaresNoNatives() {
    methods().should().notHaveModifier(JavaModifier.NATIVE).check(CLASSES);
  }
}
