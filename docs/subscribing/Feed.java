// Follows the feed. Java 17 or newer and Jackson (Debian: libjackson2-databind-java):
//     java -cp '/usr/share/java/*' Feed.java
// QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one, STATE the file that keeps the cursor.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import static java.nio.charset.StandardCharsets.UTF_8;

public class Feed {
    static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    static final ObjectMapper JSON = new ObjectMapper();

    static void handle(JsonNode event) {
        System.out.println(event); // your work; an event may come twice: go by its id
    }

    static JsonNode pageAfter(String after) throws IOException, InterruptedException {
        var url = System.getenv("QINGCHENG_URL") + "/notify/v1/events?after=" +
            URLEncoder.encode(after, UTF_8);
        var asked = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30));
        var key = System.getenv("QINGCHENG_KEY");
        if (key != null) asked.header("Authorization", "Bearer " + key);
        var answer = HTTP.send(asked.build(), BodyHandlers.ofString());
        if (refused(answer.statusCode())) {
            System.err.println(answer.body()); // to ask again would not help; the answer says why
            System.exit(1);
        }
        if (answer.statusCode() != 200) throw new IOException("the feed answers " + answer.statusCode());
        return JSON.readTree(answer.body()); // a gateway's own page is no JSON
    }

    static boolean refused(int status) {
        return status >= 400 && status < 500 && status != 408 && status != 429;
    }

    public static void main(String[] none) throws Exception {
        var kept = Path.of(System.getenv().getOrDefault("STATE", "cursor.txt"));
        var after = Files.exists(kept) ? Files.readString(kept).strip() : "";
        while (true) {
            var next = after;
            try {
                var page = pageAfter(after);
                next = page.path("next").asText(after);
                for (var event : page.path("events")) handle(event);
            } catch (IOException away) {
                System.err.println(away);
            }
            if (next.equals(after)) {
                Thread.sleep(2000); // away, or no news
                continue;
            }
            var fresh = Path.of(kept + ".new");
            Files.writeString(fresh, next);
            Files.move(fresh, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            after = next;
        }
    }
}
