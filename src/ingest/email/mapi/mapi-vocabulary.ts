/** The events and traits that items of a mailbox store add to those of every mail. */
import type { Ingester } from '../../ingester.ts'
import { EMAIL_EMITS } from '../email-vocabulary.ts'

export const ITEM_EMITS: Ingester['emits'] = {
  artifacts: ['message', 'attachment'],
  events: {
    ...EMAIL_EMITS.events,
    'email.store.submitted': {
      clock: 'sender',
      doc: 'PidTagClientSubmitTime: when the sending program handed the message over; in a received copy taken from Date ([MS-OXOMSG] 2.2.3.11, [MS-OXCMAIL] 2.1.3.2.7 for writing and 2.2.3.2 for reading a header)',
    },
    'email.store.provider-submitted': {
      clock: 'copy',
      doc: 'PidTagProviderSubmitTime: when the mail transport took the message over',
    },
    'email.store.answered': {
      clock: 'copy',
      doc: 'PidTagLastVerbExecutionTime: when this copy was last answered or forwarded ([MS-OXOMSG] 2.2.1.15)',
    },
    'email.store.header-written': {
      clock: 'copy',
      doc: 'Time hidden in the MIME boundary of a stored header in which no server wrote: when a program made that header',
    },
    'email.store.created': {
      clock: 'copy',
      doc: 'PidTagCreationTime: when this object was made in a store ([MS-OXCMSG] 2.2.2.3)',
    },
    'email.store.modified': {
      clock: 'copy',
      doc: 'PidTagLastModificationTime: when this object was last changed in a store ([MS-OXCMSG] 2.2.2.2)',
    },
  },
  traits: {
    ...EMAIL_EMITS.traits,
    'email.store.class': 'PidTagMessageClass: what kind of item it is',
    'email.store.original-class': 'PidTagOriginalMessageClass: what kind of item it was before',
    'email.store.message-id': 'PidTagInternetMessageId, without brackets',
    'email.store.folder': 'Path of the folder in the store',
  },
}
