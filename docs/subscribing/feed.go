// Follows the feed: go run feed.go. QINGCHENG_URL is where it is, QINGCHENG_KEY your key if you have one,
// STATE the file that keeps the cursor.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

type page struct {
	Events []json.RawMessage
	Next   string
}

var client = http.Client{Timeout: 30 * time.Second}

func handle(event json.RawMessage) {
	fmt.Println(string(event)) // your work; an event may come twice: go by its id
}

func pageAfter(after string) (found page, err error) {
	feed := os.Getenv("QINGCHENG_URL") + "/notify/v1/events?after="
	asked, err := http.NewRequest("GET", feed+url.QueryEscape(after), nil)
	if err != nil {
		return found, err
	}
	if key := os.Getenv("QINGCHENG_KEY"); key != "" {
		asked.Header.Set("Authorization", "Bearer "+key)
	}
	answer, err := client.Do(asked)
	if err != nil {
		return found, err
	}
	defer answer.Body.Close()
	if refused(answer.StatusCode) {
		words, _ := io.ReadAll(answer.Body)
		log.Fatal(string(words)) // to ask again would not help; the answer says why
	}
	if answer.StatusCode != http.StatusOK {
		return found, fmt.Errorf("the feed answers %s", answer.Status)
	}
	return found, json.NewDecoder(answer.Body).Decode(&found) // a gateway's own page is no JSON
}

func refused(status int) bool {
	return status >= 400 && status < 500 && status != 408 && status != 429
}

func main() {
	kept := os.Getenv("STATE")
	if kept == "" {
		kept = "cursor.txt"
	}
	told, _ := os.ReadFile(kept)
	for after := strings.TrimSpace(string(told)); ; {
		news, err := pageAfter(after)
		if err != nil {
			log.Print(err)
		}
		if err != nil || news.Next == "" || news.Next == after { // away, or no news
			time.Sleep(2 * time.Second)
			continue
		}
		for _, event := range news.Events {
			handle(event)
		}
		if err := os.WriteFile(kept+".new", []byte(news.Next), 0o600); err != nil {
			log.Fatal(err)
		}
		if err := os.Rename(kept+".new", kept); err != nil {
			log.Fatal(err)
		}
		after = news.Next
	}
}
