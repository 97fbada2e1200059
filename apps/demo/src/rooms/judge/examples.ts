import type { Task } from "../../worker/judge/judgement.ts";

/** Texts to try, by the names that `messages.ts` has for them; the models read English. */
export const EXAMPLES = {
  sentiment: {
    praise:
      "I went in expecting very little and came out with tears in my eyes. The two leads are wonderful together, the dialogue is sharp and funny, and the last twenty minutes are among the most beautiful I have seen this year. Go and see it on a big screen while you can.",
    scathing:
      "Two hours of my life that I will never get back. The plot makes no sense, the jokes are painfully unfunny, and the acting is so wooden that I felt sorry for the furniture. Even the music is terrible. Avoid it.",
    mixed:
      "The photography is gorgeous and the first half kept me guessing. Then the story falls apart: the villain is a cliché, and the ending feels rushed and predictable. Not a bad evening, but it could have been a great one.",
    names:
      "Emily is a young woman from Mexico who moves in with a Muslim family. The film follows her through one summer. She works as a waitress, argues with her brother, and learns to drive.",
  },
  spam: {
    phishing:
      "Dear customer, we noticed unusual activity and your account has been SUSPENDED. Click http://192.0.2.17/login now to verify your password within 24 hours, or your money will be lost! Claim your FREE $500 gift card as our apology. Act now, this is a limited time offer.",
    friend: `From: Anna Berg <anna.berg@university.example>
To: Tom Reed <tom.reed@university.example>
Subject: Re: hiking on Saturday
Date: Thu, 12 Sep 2002 18:04:11 +0200
Message-ID: <20020912160411.GA1472@university.example>
In-Reply-To: <3D80A1C7.4050301@university.example>
References: <3D80A1C7.4050301@university.example>
User-Agent: Mutt/1.4i
Content-Type: text/plain; charset=us-ascii

On Thu, Sep 12, 2002, Tom Reed wrote:
> Shall we take the early train?

Yes, the one at seven. I have the map, and Peter brings
the bread and some cheese. If it rains we can still go to
the museum instead. See you at the station!

Anna
`,
    prize: `From: "INTERNATIONAL LOTTERY" <claims99182@freemail.example>
To: undisclosed-recipients:;
Reply-To: agent_paul77@othermail.example
Subject: CONGRATULATIONS!!! YOU HAVE WON $1,000,000.00
Date: Mon, 2 Sep 2002 03:11:54 -0700
Content-Type: text/html

<html><body><font color="red" size="5"><b>CONGRATULATIONS, WINNER!!!</b></font><p>
Your email address was drawn in our online lottery. To claim your
ONE MILLION DOLLARS send your bank details and a small processing
fee TODAY. This offer is 100% risk free and strictly confidential.<p>
<a href="http://198.51.100.23/claim">CLICK HERE TO CLAIM YOUR MONEY</a>
</body></html>
`,
    names:
      "Hello, my name is Emily, I am a nurse from Nigeria. A Christian friend gave me your address. I have a business proposal for you and your brother. Please call me when you have time.",
  },
} as const satisfies Record<Task, Record<string, string>>;
