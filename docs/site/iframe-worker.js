// A browser starts no worker from a page that was opened from a file, and the search runs in one. So that it works without
// a server, there it runs in a hidden frame, which takes and gives messages as a worker does.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super()
      this.onmessage = this.onerror = this.onmessageerror = null
      this.waiting = []
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      this.frame.title = "Search"
      document.body.append(this.frame)
      const inside = this.frame.contentWindow
      const script = inside.document.createElement("script")
      inside.postMessage = (sent) => {
        const data = structuredClone(sent)
        setTimeout(() => this.tell(new MessageEvent("message", { data })))
      }
      script.src = new URL(url, document.baseURI).href
      script.onload = () => this.begin()
      script.onerror = () => this.tell(new ErrorEvent("error", { cancelable: true }))
      inside.document.head.append(script)
    }

    begin() {
      const waiting = this.waiting
      this.waiting = null
      waiting.forEach((data) => this.postMessage(data))
    }

    postMessage(sent) {
      const data = structuredClone(sent) // both sides change what they get
      if (this.waiting) return void this.waiting.push(data)
      const inside = this.frame.contentWindow
      setTimeout(() => inside.dispatchEvent(new inside.MessageEvent("message", { data })))
    }

    tell(event) {
      this["on" + event.type]?.(event)
      this.dispatchEvent(event)
    }

    terminate() {
      this.frame.remove()
    }
  }
}
