package io.diglm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.model.FlowConfig;
import io.diglm.model.FlowConfig.Architecture;
import io.diglm.model.Manifest;
import io.diglm.model.ModelFile;
import io.diglm.model.UnusableFileException;
import io.diglm.predict.Predictor;
import io.diglm.schema.ImageShape;
import io.diglm.schema.Table;
import io.diglm.settings.Changed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of images that ask for what their file does not hold, and those closed while in use. */
final class HardModelTest {
  private static final ImageShape GREY = new ImageShape(1, 4, 4);
  private static final Table IMAGES = ImageTables.halves(GREY, 200, 1);

  @ParameterizedTest
  @CsvSource({
    "1000000000,8,1,0,1",
    "2,1000000000,1,0,1",
    "2,30000,1,0,1",
    "2,8,1000000000,0,1",
    "2,8,1,1000000000,1",
    "2,8,1,0,1000000000",
    "2147483647,2147483647,2147483647,2147483647,2147483647"
  })
  void aConfigurationBeyondTheTensorsIsRefusedBeforeAnythingIsBuilt(
      int layers, int hidden, int depth, int levels, int couplings) {
    for (Architecture architecture : List.of(Architecture.GLOW, Architecture.REALNVP)) {
      FitConfig config = ImageTables.quick(GREY, architecture).optimiser(o -> o.epochs(1));
      try (FitResult result = Fit.of(config).run(IMAGES)) {
        FlowConfig flow = result.model().manifest().flow();
        FlowConfig other =
            flow.layers(layers == 2 ? flow.layers() : layers)
                .hidden(hidden == 8 ? flow.hidden() : hidden)
                .depth(depth == 1 ? flow.depth() : depth)
                .frequencies(0)
                .levels(levels == 0 ? flow.levels() : levels)
                .couplings(couplings == 1 && layers < 2_000_000_000 ? flow.couplings() : couplings);
        if (architecture == Architecture.GLOW || couplings == 1) {
          ModelFile asking = with(result.model(), other);
          UnusableFileException refused =
              assertThrows(UnusableFileException.class, () -> Predictor.open(asking, "m.diglm"));
          assertTrue(
              String.valueOf(refused.getMessage()).startsWith("m.diglm cannot be used: "),
              refused.getMessage());
        }
      }
    }
  }

  @Test
  void callsUnderWayEndBeforeAModelOfImagesIsClosed() throws InterruptedException {
    FitConfig config = ImageTables.quick(GREY, Architecture.GLOW).optimiser(o -> o.epochs(1));
    try (FitResult result = Fit.of(config).run(IMAGES)) {
      for (int round = 0; round < 10; round++) {
        closedInUse(result.model(), IMAGES);
      }
    }
  }

  private static void closedInUse(ModelFile model, Table table) throws InterruptedException {
    Predictor predictor = Predictor.open(model, "m.diglm");
    CountDownLatch busy = new CountDownLatch(4);
    AtomicInteger refused = new AtomicInteger();
    AtomicReference<String> message = new AtomicReference<>("");
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    assertEquals(table.rows(), predictor.predict(table).size());
                    busy.countDown();
                  }
                } catch (IllegalStateException e) {
                  refused.incrementAndGet();
                  message.set(String.valueOf(e.getMessage()));
                }
              });
      threads.add(thread);
      thread.start();
    }
    busy.await();
    predictor.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(4, refused.get());
    assertEquals("predictor must be open, got one that was closed", message.get());
    predictor.close();
    assertFalse(predictor.manifest().golden().logDensity().length == 0);
  }

  private static ModelFile with(ModelFile model, FlowConfig flow) {
    Manifest m = model.manifest();
    return new ModelFile(
        Changed.of(m, Map.of("flow", flow, "answers", Optional.empty())), model.weights());
  }
}
